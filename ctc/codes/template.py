"""Codes of templates (CTC2xx)."""

from ctc.codes.code import Code
from ctc.diagnostics import Severity

CODES: tuple[Code, ...] = (
    Code(
        code="CTC201",
        severity=Severity.ERROR,
        title="a template cannot be read",
        what="A string, or a file that it includes, is not a valid Jinja template.",
        why="CleverTap's own Liquid looks alike: what ctc should leave alone has to be marked.",
        bad="title: \"Hi {{ Profile.name | default: 'there' }}\"",
        good='title: "Hi {{ liquid("Profile.name | default: \'there\'") }}"',
    ),
    Code(
        code="CTC202",
        severity=Severity.ERROR,
        title="a name that is not defined",
        what="A template uses a variable, or an entry of one, that does not exist.",
        why="Rendered as nothing, it goes out as “Hi ,” to everybody. `x is defined` and `default()` ask first.",
        bad='vars: {discount: 20}\ncampaign: {name: "{{ discuont }}% off"}',
        good='vars: {discount: 20}\ncampaign: {name: "{{ discount }}% off"}',
    ),
    Code(
        code="CTC203",
        severity=Severity.ERROR,
        title="a template file that is not there, or not open",
        what="An include, import or extends names a file that exists neither beside the spec nor below the project's "
        "`templates` folder, leads out of these, is a symbolic link, is not UTF-8 or holds more than 1,000,000 bytes.",
        why="A payload is made of what the repository holds, and of nothing else.",
        bad="body: \"{% include '../../secrets.txt' %}\"",
        good="body: \"{% include 'welcome.html.j2' %}\"",
    ),
    Code(
        code="CTC204",
        severity=Severity.ERROR,
        title="a template does too much",
        what="Rendering one string passes a fixed limit: 1,000,000 characters of any text, 100,000 steps (turns of "
        "loops, calls, filters), 20,000,000 characters and entries made on the way, widths of 10,000, whole numbers "
        "of 4,096 bits, 20,000 words and signs in the tags of one template, or a recursion without end; or all strings "
        "of a file, its instances together, come to more than 100,000,000 characters, 50,000,000 steps, "
        "2,000,000,000 characters and entries made on the way, 500,000 characters in tags that differ, or 5,000 "
        "templates that differ.",
        why="One line of Jinja can ask for gigabytes or hours; a linter that never ends checks nothing.",
        bad="body: \"{{ 'x' * 10 ** 9 }}\"",
        good="body: \"{% include 'long-text.html.j2' %}\"",
    ),
    Code(
        code="CTC205",
        severity=Severity.ERROR,
        title="an expression cannot be computed",
        what="An expression divides by zero, adds a text to a number, calls what is no function, or the like.",
        why="There is no value to send.",
        bad="name: \"{{ discount + '%' }}\"",
        good='name: "{{ discount }}%"',
    ),
    Code(
        code="CTC206",
        severity=Severity.ERROR,
        title="an expression gives no JSON value",
        what="An expression that stands alone gives its Python value; this one is a function, a lazy sequence, an "
        "infinite number, or a mapping whose keys are not texts.",
        why="The request is JSON and cannot hold it.",
        bad="devices: \"{{ platforms | map('lower') }}\"",
        good="devices: \"{{ platforms | map('lower') | list }}\"",
    ),
    Code(
        code="CTC207",
        severity=Severity.ERROR,
        title="a template in a key",
        what="A key of a mapping holds `{{`, `{%` or `{#`. Values are templates, keys never.",
        why="The key would be sent with its braces, and the API ignores keys that it does not know.",
        bad='webhook_key_value: {"{{ name }}": x}',
        good='webhook_key_value: {survey: "{{ name }}"}',
    ),
    Code(
        code="CTC208",
        severity=Severity.ERROR,
        title="a template reaches for what is not open to it",
        what="A template uses an attribute of Python's own, changes a value, or calls a method that is not on the "
        "list of safe ones.",
        why="A spec is data. It neither runs programs nor reads the machine it is compiled on.",
        bad="name: \"{{ ''.__class__ }}\"",
        good='name: "{{ brand }}"',
    ),
    Code(
        code="CTC209",
        severity=Severity.ERROR,
        title="a value that is no text stands in a text",
        what="An expression inside of a text gives nothing (null), a mapping, a list or a function. One that stands "
        "alone in its string may: it gives its value.",
        why="Readers would see `Hello None`, or brackets and quotes.",
        bad='vars: {brand: {name: Acme}}\ncampaign: {name: "Sale at {{ brand }}"}',
        good='vars: {brand: {name: Acme}}\ncampaign: {name: "Sale at {{ brand.name }}"}',
    ),
    Code(
        code="CTC210",
        severity=Severity.ERROR,
        title="a placeholder of a DLT template, which vanishes",
        what="A text holds {#var#}, or another placeholder of India's DLT registry. To Jinja it is a comment.",
        why="The text would go out with a hole in it, and the operator would drop it as unregistered.",
        bad="content: {body: 'Your order {#var#} is on its way'}",
        good="content: {body: 'Your order {{ order }} is on its way'}",
        source="TRAI, DLT content templates",
    ),
    Code(
        code="CTC476",
        severity=Severity.WARNING,
        title="a value stands in HTML without an escape",
        what="A text with HTML in it (a body in the spec, or an included file whose name ends neither in .html nor in "
        ".html.j2) writes a value that HTML reads as something else: `<Cheese>`, `&copy=1`. `lint --fix` puts "
        "`| e` behind it where one expression can be told.",
        why="What looks like a tag is not shown; the rest of the text may vanish with it. Files called *.html and "
        "*.html.j2 escape every value by themselves.",
        bad='vars: {dish: "Mac & <Cheese>"}\nbody: "<p>{{ dish }}</p>"',
        good='vars: {dish: "Mac & <Cheese>"}\nbody: "<p>{{ dish | e }}</p>"',
    ),
    Code(
        code="CTC477",
        severity=Severity.WARNING,
        title="markup is shown as text",
        what="An included file whose name ends in .html or .html.j2 writes a value that holds tags or entities. Such "
        "files escape what they write, so that the reader sees `<b>` itself. `lint --fix` puts `| safe` behind it.",
        why="A value is a text unless its author says that it is markup: a product's name with a `<` in it must not "
        "break the email.",
        bad="<p>{{ claim }}</p>  {# claim: Brewed <b>slowly</b> #}",
        good="<p>{{ claim | safe }}</p>",
    ),
)
