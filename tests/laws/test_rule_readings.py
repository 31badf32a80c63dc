"""What rules read in a short way is what the long way reads, or is not read in the short way at all."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from hypothesis import assume, example, given
from hypothesis import strategies as st

from ctc.choice import Choice
from ctc.pipeline.engine.units import all_units
from ctc.pipeline.settings import settings_for
from ctc.sms import GSM_EXTENDED, JOINED, SINGLE, segments
from ctc.validation.rules.addresses import UTM, utm_of, what_is_wrong
from ctc.validation.rules.liquid_text import is_plain, parsing_error
from ctc.validation.rules.placeholders import PATTERNS, first_placeholder, pattern_for
from ctc.validation.subject.links import host_of, is_usual, query_of
from ctc.validation.subject.markup import parsed, read_plain
from ctc.validation.subject.media import EXTENSIONS, disagreement

ROOT = Path(__file__).parents[2]
HTML = """
< </ > /> <a <p <p> <P> </p> <br> <br/> <a·href=" " ' href='x' ·href=x ·href=x/ <img·src=y·alt>
<img·src='a·b'·width=1> <img·alt="q>"·src="<"> <style> </style> p{a:b} <style·type='a'>x</style·> <STYLE>x</STYLE>
<title> </title> <title>t&amp;</title> <script> </script> <!-- --> - <!--·c·--> <!----> <!-->
<!--[if·mso]><b><![endif]--> <![endif]> <!doctype·html> <!DOCTYPE·html·PUBLIC·"-//W"> <?xml?>
& &amp; &lt &nbsp; &uml= &utm_x=1 &copy &copy=1 &#65; &#65 a b·c · K ſ é <head> </head> <o:p> </o:p>
<div·style="display:·none"> </div> <div·style='DISPLAY:NONE'·style=x> <td·nowrap·align=left> <link·rel=stylesheet>
= <textarea> </textarea> <noscript> <a··href·=·'x'·> <a·href='?a=1&b=2&copy=3'> <a·href="?a=1&amp;utm_source=2">
</a> </·a> <a-b> <b/·> <b·/·> <svg> </br> <1> <·a>
"""
ADDRESSES = """
http https htps HTTP acme :// : / // a.example www A. localhost [::1] [ ] @ u: :80 ? # & = + % %41 %zz é ． {{x}}
. - _ x · utm_source=a utm_source= utm_medium=b utm_campaign=c utm_source utm_%73ource=d
"""
LIQUID = """
{{ }} · {{·Profile. Campaign. {{·Profile.Customer·Type· {{Profile.name ·|·default:· |default: "there" 'you,' “ ' "
·|·upcase and And x 9 _ . % {%·if·x·%} {%·endif·%} {{·Profile.A·|·default:·"Profile.x"·}} -
{{·Profile.A·|·default:·"Profile.x
"""
PLACEHOLDERS = (
    "lorem ipsum,lorem ,TODO,TODO:,FIXME,TBD,XX,XXXX,*|,FNAME,|*,%%,first name,%,[,],[FIRST NAME],[[a]],INSERT x,"
    "<first name>,<last_name>,name>,%NAME%,%FIRST_NAME%,{,},$,#, ,a,b.c,é,\n,{a},${a},{ a b },{{ x }}"
)
pieces = st.sampled_from([piece.replace("·", " ") for piece in HTML.split()] + list("\n\t\f\x00"))
part = st.sampled_from([part.replace("·", " ") for part in ADDRESSES.split()] + list("\t\x01"))
addresses = st.lists(part, max_size=9).map("".join)
HEAD = st.sampled_from(["", "https://a.example/?", "https://a.example/x?y=1&", "acme://cart/", "http://"])


@given(st.lists(pieces, max_size=12).map("".join))
@example('<a href="?a=1&amp;b">x</a><!-- c --><title>t</title><img src=x alt>')
def test_plain_html_reads_as_the_parser_reads_it(html: str) -> None:
    plain = read_plain(html)
    assume(plain is not None)
    assert plain == parsed(html)


def test_the_emails_of_the_examples_are_plain() -> None:
    units = all_units(settings_for(ROOT, {}, Choice(), every_environment=True))
    bodies = [unit.body["content"]["body"] for unit in units if unit.body.get("target_mode") == "email"]  # type: ignore[index]
    assert bodies
    assert [read_plain(body) for body in bodies] == [parsed(body) for body in bodies]


@given(st.builds("{}{}".format, HEAD, addresses))
def test_a_usual_address_is_what_it_looks_like(url: str) -> None:
    assume(is_usual(url))
    parts = urlsplit(url.strip())
    assert what_is_wrong(url) is None
    assert parts.scheme
    assert host_of(url) == (parts.hostname or "")
    assert query_of(url) == parts.query


@given(st.builds("{}{}".format, HEAD, addresses))
def test_utm_parameters_are_those_of_the_query(url: str) -> None:
    try:
        query = parse_qs(urlsplit(url.strip()).query)
    except ValueError:
        query = {}
    assert utm_of(url) == tuple(query[name][0] if name in query else None for name in UTM)


@given(
    st.sampled_from(sorted(EXTENSIONS)),
    st.builds(
        "{}{}{}".format, HEAD, addresses, st.sampled_from(sorted({e for x in EXTENSIONS.values() for e in x}))
    ),
)
def test_an_empty_fragment_makes_no_other_kind_of_file(kind: str, url: str) -> None:
    assert disagreement(kind, url) == disagreement(kind, url + "#")


@given(
    st.lists(st.sampled_from([piece.replace("·", " ") for piece in LIQUID.split()]), max_size=8).map("".join)
)
@example('Hi {{ Profile.Customer Type | default: "there" }}, {{Profile.name}}')
def test_plain_liquid_parses(text: str) -> None:
    assume(is_plain(text))
    assert parsing_error(text) is None


@given(st.lists(st.sampled_from(PLACEHOLDERS.split(",")), max_size=6).map("".join))
def test_placeholders_are_found_by_their_marks(text: str) -> None:
    braces = r"\{(?<![{$#%]\{) ?[A-Za-z_][\w.]*(?: [A-Za-z_]\w*)? ?\}|\$\{ ?[A-Za-z_][\w.]* ?\}"
    found = re.search("|".join(PATTERNS.values()), text) or re.search(braces, text)
    assert first_placeholder(text, pattern_for(text)) == (found[0] if found else None)


@given(st.text(st.sampled_from("aZ €[~`é’😀\n\t"), max_size=400))
def test_sms_parts_are_filled_one_character_after_another(text: str) -> None:
    found = segments(text)
    wide = (lambda c: ord(c) > 0xFFFF) if found.encoding == "UCS-2" else GSM_EXTENDED.__contains__
    sizes = [2 if wide(char) else 1 for char in text]
    room = SINGLE[found.encoding] if sum(sizes) <= SINGLE[found.encoding] else JOINED[found.encoding]
    parts, used = 0, room
    for size in sizes:
        parts, used = (parts + 1, size) if used + size > room else (parts, used + size)
    left = room - used if parts else room
    assert (found.characters, found.parts, found.per_part, found.left) == (sum(sizes), parts, room, left)
