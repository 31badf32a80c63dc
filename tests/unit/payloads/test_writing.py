"""The spec that is written for a payload, as a person reads it."""

from typing import Any

import pytest

from ctc.payloads.writing import protected, slug_of, write_spec
from ctc.variants import CREATE

PAYLOAD: dict[str, Any] = {
    "name": "Größe 20% off! 😀",
    "target_mode": "email",
    "when": "20310115 09:30",
    "where": {"event_name": "Charged", "from": 20250901, "to": 20250930},
    "content": {
        "subject": "Hi {{Profile.name | default:'there'}}",
        "body": '<p>one</p>\n  <p>two: "2"</p>\n',
        "sender_name": "NO",
    },
    "tags": [],
    "x": {
        "a": "22:30",
        "b": "007",
        "c": "+48100200300",
        "d": None,
        "e": 1e20,
        "f": 0.1,
        "1": "yes",
        "g": " x",
    },
}
WRITTEN = r"""version: 1
id: grosse-20-off
campaign:
  name: Größe 20% off! 😀
  target_mode: email
  when: "20310115 09:30"
  where:
    event_name: Charged
    from: 20250901
    to: 20250930
  content:
    subject: "{% raw %}Hi {{Profile.name | default:'there'}}{% endraw %}"
    body: |
      <p>one</p>
        <p>two: "2"</p>
    sender_name: "NO"
  tags: []
  x:
    a: "22:30"
    b: "007"
    c: "+48100200300"
    d: null
    e: 1e+20
    f: 0.1
    "1": "yes"
    g: " x"
"""


def test_a_campaign_as_it_is_written() -> None:
    assert write_spec(PAYLOAD, CREATE) == WRITTEN


def test_a_message_names_its_channel() -> None:
    body = {"to": {"Identity": ["JohnDoe"]}, "tag_group": "My group", "content": {"body": "Hi"}}
    assert write_spec(body, "/1/send/sms.json").startswith(
        "version: 1\nid: my-group\nmessage:\n  channel: sms\n  to:\n    Identity:\n      - JohnDoe\n"
    )


@pytest.mark.parametrize(
    ("value", "slug"),
    [
        ({"name": "Price drop"}, "price-drop"),
        ({"name": "--A__b  c--"}, "a-b-c"),
        ({"name": "x" * 62 + " yz"}, "x" * 62),
        ({"name": "Où ça"}, "ou-ca"),
        ({"name": "ﬁne №5"}, "fine-no5"),
        ({"name": "दिवाली", "target_mode": "push"}, "push-6333e534"),
        ({"name": 5}, "campaign-3eaf4420"),
        ({"name": "", "target_mode": "In App"}, "campaign-36cb9232"),
    ],
)
def test_slugs(value: Any, slug: str) -> None:
    assert slug_of(value, CREATE) == slug


@pytest.mark.parametrize("spec_id", ["Sale", "-a", "a b", "a" * 64, "a\n"])
def test_an_id_that_is_none_is_refused(spec_id: str) -> None:
    with pytest.raises(
        ValueError, match=r"^an id is made of a-z, 0-9 and -, begins with none of -, and has 63"
    ):
        write_spec(PAYLOAD, CREATE, spec_id=spec_id)


def test_an_endpoint_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^no endpoint of a send: /1/send/fax\.json$"):
        write_spec({}, "/1/send/fax.json", spec_id="x")


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("plain }} %} {", "plain }} %} {"),
        ("{{ x }}", "{% raw %}{{ x }}{% endraw %}"),
        ("{# c #}", "{% raw %}{# c #}{% endraw %}"),
        ("{% endraw %}", r'{{ "\x7b% endraw %\x7d" }}'),
        ('{{\r\n"\\', r'{{ "\x7b\x7b\r\n\"\\" }}'),
    ],
)
def test_jinja_leaves_it_alone(text: str, template: str) -> None:
    assert protected(text) == template


STYLES: list[tuple[str, str]] = [
    ("plain words", "plain words"),
    ("a:b#c", "a:b#c"),
    ("a: b", '"a: b"'),
    ("a #b", '"a #b"'),
    ("ends:", '"ends:"'),
    ("ends ", '"ends "'),
    ("Yes", '"Yes"'),
    ("null", '"null"'),
    ("yesterday", "yesterday"),
    ("5", '"5"'),
    ("-a", '"-a"'),
    ("", '""'),
    ('say "hi"', 'say "hi"'),
    ("é: b", "'é: b'"),
    ("é: it's", '"é: it\'s"'),
    ("5 \\ 6", "'5 \\ 6'"),
    ("😀", "'😀'"),
    ("日本", "日本"),
    ("\u200b", '"\\u200b"'),
    ("\ufeffx", '"\\uFEFFx"'),
    ("tab\there", '"tab\\there"'),
    ("two\nlines", "|-\n    two\n    lines"),
    ("two\nlines\n", "|\n    two\n    lines"),
    ("two\n\tlines", "|-\n    two\n    \tlines"),
    ("two\nlines\n\n", '"two\\nlines\\n\\n"'),
    (" two\nlines", '" two\\nlines"'),
    ("a\r\nb", '"a\\r\\nb"'),
    ("two\n\u200blines", '"two\\n\\u200blines"'),
    ("{{ x }}", '"{% raw %}{{ x }}{% endraw %}"'),
    ("x" * 300 + " y" * 100, "x" * 300 + " y" * 100),
]


@pytest.mark.parametrize(("text", "line"), STYLES)
def test_a_text_is_written_as_plainly_as_it_can_be_read_by_anybody(text: str, line: str) -> None:
    """A reviewer reads words without quotes, and no reader of YAML takes one for something else."""
    written = write_spec({"name": "Sale", "target_mode": "push", "segment": 5, "v": text}, CREATE)
    assert written.split("\n  v: ", 1)[1] == f"{line}\n"


def test_keys_are_never_written_as_blocks_and_outside_of_the_body_nothing_is_a_template() -> None:
    written = write_spec({"a\nb": 1, "true": 2, "a: b": 3, "n": None}, CREATE, spec_id="x")
    assert written == (
        'version: 1\nid: x\nbroadcast: true\ncampaign:\n  ? "a\\nb"\n  : 1\n  "true": 2\n  "a: b": 3\n  "n": null\n'
    )


@pytest.mark.parametrize(
    ("value", "slug"),
    [
        ({"tag_group": "Group 1"}, "group-1"),
        ({"name": 5, "tag_group": "Group 1"}, "sms-"),
        ({"target_mode": "push"}, "sms-"),
        ({"name": "x" * 63 + "-y"}, "x" * 63),
        ({"name": "x" * 62 + "-y"}, "x" * 62),
    ],
)
def test_the_id_of_a_send(value: Any, slug: str) -> None:
    found = slug_of(value, "/1/send/sms.json")
    assert found.startswith(slug)
    assert len(found) == (len(slug) + 8 if slug.endswith("-") else len(slug))
