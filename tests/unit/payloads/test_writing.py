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
    with pytest.raises(ValueError, match="an id is made of"):
        write_spec(PAYLOAD, CREATE, spec_id=spec_id)


def test_an_endpoint_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no endpoint"):
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
