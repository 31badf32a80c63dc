"""Rows of families go a fast lane, and what comes of it is what comes of the exact way: on every channel, whatever the
rows hold."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctc.choice import Choice
from ctc.pipeline.compile import compile_for
from ctc.pipeline.families.fast import RowPayload
from tests.laws.test_families import lane, no_lane, repository, said

WHEN: Final = {
    "when": "2031-01-15 18:00",
    "where": {"event_name": "Viewed", "from": "2031-01-01", "to": "2031-01-10"},
}
SEEN: Final = [{"name": "SKU", "operator": "equals", "value": "{{ sku }}"}]
WHERE: Final = {"where": {**WHEN["where"], "event_properties": SEEN}}  # type: ignore[dict-item]
BODIES: Final[dict[str, dict[str, Any]]] = {
    "push": {
        "target_mode": "push",
        "content": {
            "title": "{{ name }} now {{ '%.2f' | format(price) }}",
            "body": "{{ brand | upper }}: {{ text }}",
            "platform_specific": {
                "android": {
                    "deep_link": "shop://p/{{ slug }}",
                    "background_image": "{{ image }}",
                    "sku_of": "{{ slug }}",
                    "note": "{{ text }}",
                    "wzrk_acts": '[{"l": "Buy {{ brand }}", "dl": "shop://p/{{ slug }}", "id": "1"}]',
                },
                "ios": {"mutable-content": "true", "ct_mediaUrl": "https://cdn.acme.example/{{ slug }}.jpg"},
            },
        },
    },
    "sms": {
        "target_mode": "sms",
        "content": {
            "body": "{{ name }} for {{ price }}: https://acme.example/p/{{ slug }} {{ text }}. Reply STOP to opt out",
            "sms": {"template_id": "1"},
        },
    },
    "email": {
        "target_mode": "email",
        "content": {
            "subject": "{{ name }} {{ brand }}",
            "sender_name": "Acme",
            "body": "<p>{{ name }}, {{ text }}</p><a href='https://acme.example/p/{{ slug }}'>See {{ brand }}</a>"
            "<img src='https://cdn.acme.example/{{ slug }}.png' alt='{{ name }}'>"
            "<img src='https://cdn.acme.example/a.png' alt=\"{{ brand }}\"><a href='#u'>unsubscribe</a>",
        },
    },
    "webpush": {
        "target_mode": "webpush",
        "content": {
            "title": "{{ name }}",
            "body": "{{ text }} ({{ price }})",
            "platform_specific": {
                "chrome": {"image": "{{ image }}", "deep_link": "https://a.example/?p={{ slug }}"}
            },
        },
    },
    "whatsapp": {
        "target_mode": "whatsapp",
        "content": {
            "template_name": "drop",
            "header": {"type": "image", "media": {"url": "{{ image }}"}},
            "body": {"replacements": ["{{ name }}", "{{ text }}"]},
        },
    },
}
PLAIN: Final = st.fixed_dictionaries(
    {
        "name": st.sampled_from(
            [
                "Silver Tips",
                "Filter Coffee 500g",
                "Kid's cup",
                "Clay & Co",
                "चाय पत्ती",
                "Café",
                'Tea | 5" cup',
                "A/B #3",
            ]
        ),
        "brand": st.sampled_from(["Acme", "Nilgiri", "BLOOM"]),
        "text": st.integers(1, 60).map(lambda count: " ".join(["soft"] * count)),
        "slug": st.sampled_from(["silver-tips-1", "cup_2", "2.5kg-tea", "S3"]),
        "image": st.sampled_from(
            [f"https://cdn.acme.example/a/{n}.{e}" for n in "xy" for e in ("jpg", "png", "mp4")]
        ),
        "page": st.sampled_from(
            [
                "https://acme.example/p/silver-tips",
                "https://acme.example/p/cup_2?utm_source=ct&utm_medium=sms&utm_campaign=may",
                "https://acme.example/cup?utm_source=ct&utm_medium=sms&utm_campaign=june&sku=5",
                "https://shop.acme.example/a.html",
                "https://shop.acme.example/",
                "https://a.example/utm_x",
            ]
        ),
        "price": st.one_of(st.integers(1, 9999), st.sampled_from([0.5, 12.25, 1e-7])),
    }
)
FORMS: Final = (
    "{{ text }}",
    "*{{ text }}*! Rs.{{ price }}/-",
    "SAVE{{ price }} {{ slug }}x {{ text }}!",
    "{{ brand }}{{ text }}",
    "{% if price > 5 %}Only {% else %}{{ brand }} {% endif %}{{ text }}",
    "{{ 'Now! ' if price > 5 else '' }}{{ text }} -{{ (price * 2) | round | int }}%",
    "[{{ brand }}] <{{ text }}>",
    "{% for x in [1, 2] %}{{ text }},{% endfor %}",
    "{% if price > 5 %}Hurry! {% endif %}https://acme.example/p/{{ slug }} {% for x in 'ab' %}{{ x }}{% endfor %}",
    "{% set half = price / 2 %}🎉{{ text }}🎉 {{ half }}",
    "Hi {% raw %}{{ Profile.name | default: 'you' }}{% endraw %}, {{ text }} "
    "{% raw %}{{ Profile.x | default: '{% endraw %}{{ brand }}{% raw %}' }}{% endraw %}",
    "opt {{ text }} dolor sit {{ brand }}",
    "TO{{ text }} lorem{{ brand }} XX{{ text }}",
    "{{ text | replace('o', '<b>') }} & {{ brand }}&{{ text | title }}",
    "%{{ text }}% ${{ brand }} {{ text | length }}{{ price }}",
    "{{ price < 5 }} {{ text or none }}",
    "https://acme.example/p?utm_source=ctc&p={{ slug }} {{ text }}?",
    "{{ both }}, {{ fixed }}: {{ half }} {{ later }}",
    "{{ later if price > 5 else fixed }} {{ row.brand }} {{ both | length }}",
    "https://acme.example/p?utm_source={{ slug }} www.{{ text }} {{ text }}://x",
    "{% include 'foot.j2' %} {{ text }} {{ brand }}",
    "{{ text }}{% if price > 5 %}<i>{% include 'foot.j2' %}</i>{% endif %}, {{ brand }}",
    "{% include 'foot.html.j2' %} {{ text }} & {{ name }} {% include 'open.j2' %}x {{ text }}'>",
    "{% if price > 5 %}<b>Only</b>{% endif %} {{ text }} & {{ brand }}",
    "{% if price > 5 %}<b>{{ brand }}</b>{% endif %} <i>{{ text }}</i>",
    "{% if price > 5 %}<a href='{% else %}<b title='{% endif %}x {{ text }}'>{{ brand }}",
    "{% from 'macros.j2' import loud, rupees as cheap %}{{ loud(text) }} for {{ price }}: {{ brand }} "
    "{{ cheap(price) }}",
    "{% from 'macros.j2' import text %}{% raw %}{{ x }}{% endraw %} {{ text }} {{ brand }}",
    "{% import 'macros.j2' as m %}{{ m.loud(brand) }}{{ text }} {{ m.link(slug) }} & {{ name }}",
    "{{ rupees }}{{ text }}{% from 'macros.j2' import rupees %}{{ rupees(price) }}",
    "{{ text }}{% from 'macros.j2' import text %}{{ text(brand) }} {{ brand }}",
    "{% if price > 5 %}{% from 'macros.j2' import loud %}{{ loud(text) }}{% endif %} {{ text }}",
    "{% from 'foot.html.j2' import loud %}<b>{{ loud(name) }}</b> {{ text }} {{ brand }}",
    "{% from 'macros.j2' import loud with context %}{{ loud(text) }} {% from 'macros.j2' import gone %}{{ brand }}",
    "{{ page }}",
    "See {{ page }}. {{ text }} ({{ page }})",
    "{{ text }}: {{ page }}/{{ slug }} {{ page }}{{ brand }} x{{ page }}",
    "{{ page }} https://acme.example/q?utm_source=ct&utm_medium=sms&utm_campaign=may '{{ page }}', {{ text }}!",
    "    {{ text }}    {{ brand }}  *|{{ name }}|* [{{ text }}] {{ brand }}|NAME|*",
)
"""What stands in the place of a text: words with signs beside them, expressions, statements."""
INCLUDED: Final = {
    "foot.j2": "Acme {{ brand }} <br> {% if price > 5 %}{{ text }}{% endif %}",
    "foot.html.j2": "<p>{{ brand }}</p>{% macro loud(x) %}{{ x | upper }}{% endmacro %}{{ loud(name) }}",
    "open.j2": "<a href='",
    "macros.j2": "{% macro loud(x) %}{{ x | upper }}!{% endmacro %}{% macro rupees(x) %}Rs.{{ x }}{% endmacro %}"
    "{% macro link(x) %}https://acme.example/p/{{ x }}?a=1&b=2{% endmacro %}"
    "{% macro text(x) %}{{ x | title }}<br>{% endmacro %}",
}
"""What a text takes in."""
VARS: Final = {
    "both": "{{ brand }} {{ text }}",
    "fixed": "Acme",
    "half": "{{ price / 2 }}",
    "later": "{% if price < 9 %}{{ both | upper }}{% endif %}{{ fixed }}",
}
"""What a spec makes of each row, and what it says of all."""
WORDS: Final = """\
 |  | lead|trail |a  b|TODO|todo: it|XXX|lorem ipsum|true|test|[TEST] x|ST_x|20310115|2031-01-15|SHOUTING LETTERS ALL
wow!!|what???|$$|5%|%NAME%|50%%x%%|http://x|https://|https://a b|htps://a.example/x|bit.ly/x|x://http|//a.example/x
https://localhost/a.jpg|https://test.acme.example/x.png|http://cdn.acme.example/x.jpg|a/b/c.pdf|javascript:x|#|<b>
https://a.example/x?utm_source=a|https://cdn.acme.example/p/x.jpg?v=1&w=2|https://acme.example/p/
out|dolor sit amet|wow! ok|https://a.example/x?|&amp;
a & b|"q"|back\\slash|{{ x }}|{name}|${name}|{% if %}|*~NAME~*|[NAME]|opt-out|a//b|31/12/2030
unsubscribe|stop|dnd|tab\there|€uro|₹ 5|a\u202eb|e\u0301|🎉|ß|İ|ﬁ|‘quoted’|–|\u00a0|`tick`|~|[[x]]|a^b|‘’|×|ñ|ǆ
FIXME🎉|TBD€|x TBD\u00a0y|stop🎉|*New* cup|5*8 cm*|*|**
[Blue, 2] cup|cup [Blue]|[INSERT it]|[[Blue]]|[a] [b|a\u00a0b|\u00a0a
❤\ufe0f tea|tea 👍🏽|trail  |  lead|a    b| a  b |[LINK]|[TEST]|true |FIXME\u0301|TODO: €|false|stopp|optout|unsub|arret
abmelden|abbestellen|baja|firstname"""
LONG: Final = (
    "x" * 51,
    "y" * 161,
    "z" * 300,
    "é" * 100,
    "चाय " * 30 + "x",
    "w" * 3000,
    "a\nb",
    "a | b",
    "a     b",
    "a |",
    "| a",
    "|",
    "*|NAME|*",
)
HOSTILE: Final = st.one_of(
    st.sampled_from([*WORDS.replace("\n", "|").split("|"), *LONG]),
    st.text(alphabet="aZ 09._'-:/%&!?", min_size=1, max_size=12),
    st.text(max_size=6).filter(str.isprintable),
)


CATALOGS: Final = (
    "",
    "events: {Viewed: {properties: {SKU: {values: [S0, S2, S3]}}}}\n",
    "events: {Viewed: {properties: {SKU: number}}}\n",
    "events: {Viewed: {properties: {SKU: date}}}\n",
    "events: {Viewed: {properties: {SKU: boolean}}}\nprofile: {City: text}\n",
    "events: {Seen: {}}\n",
    "links: {hosts: [acme.example], deep_links: ['shop://p/cup_2', 'shop://p/{sku}-1']}\n",
    "links: {deep_links: ['shop://{page}/S3', 'https://a.example/{x}', 'https://acme.example/p/cup_2']}\n",
    "links: {hosts: ['*.acme.example', a.example]}\nevents: {Viewed: {properties: {SKU: {values: [S1]}}}}\n",
)
"""What a catalog may say that a row's texts decide on."""


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Rows as shops have them, and among them some with a cell that nobody expects."""
    made = draw(st.lists(PLAIN, min_size=2, max_size=14))
    for row in made[1:]:
        if draw(st.booleans()):
            row[draw(st.sampled_from(["name", "brand", "text", "slug", "image", "page"]))] = draw(HOSTILE)
    return [{**row, "sku": f"S{number}"} for number, row in enumerate(made)]


def body_of(channel: str, form: str = "{{ text }}") -> dict[str, Any]:
    body: dict[str, Any] = json.loads(
        json.dumps(BODIES[channel]).replace("{{ text }}", json.dumps(form)[1:-1])
    )
    return {"name": "Drop {{ sku }} {{ name }}", **WHEN, **WHERE, **body}


@pytest.mark.parametrize("channel", BODIES)
@given(
    rows=rows(), is_production=st.booleans(), catalog=st.sampled_from(CATALOGS), form=st.sampled_from(FORMS)
)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_lane_says_what_the_exact_way_says(
    tmp_path_factory: pytest.TempPathFactory,
    channel: str,
    rows: list[dict[str, Any]],
    catalog: str,
    form: str,
    *,
    is_production: bool,
) -> None:
    folder = tmp_path_factory.mktemp("lane")
    for file, text in INCLUDED.items():
        (folder / "campaigns").mkdir(exist_ok=True)
        (folder / "campaigns" / file).write_text(text)
    if catalog:
        (folder / "catalog.yaml").write_text(f"version: 1\n{catalog}")
    repository(
        folder,
        {"file": "rows.ndjson", "key": "sku"},
        rows,
        body_of(channel, form),
        vars=VARS if "later" in form else {},
    )
    if is_production:
        where = "{api: sandbox, timezone: UTC}"
        text = f"version: 1\ndefault_environment: production\nenvironments: {{production: {where}}}\n"
        (folder / "ctc.yaml").write_text(text)
    with lane(1):
        fast = said(folder)
    with no_lane():
        exact = said(folder)
    assert fast == exact


@pytest.mark.parametrize(
    "catalog", ["", "events: {Viewed: {properties: {SKU: text}}}\nlinks: {hosts: ['*.example']}\n"]
)
@pytest.mark.parametrize("channel", BODIES)
@pytest.mark.parametrize(
    "form",
    [
        "{{ text }}",
        "{{ text }}: see {{ page }}.",
        "{% from 'macros.j2' import loud, link %}{{ loud(text) }} {{ link(slug) }}",
        "{{ text | title }} -{{ (price * 2) | round | int }}% {% if price > 5 %}only {% endif %}Rs.{{ "
        "'%.2f' | format(price) }}",
    ],
)
def test_rows_as_shops_have_them_go_the_lane(tmp_path: Path, channel: str, catalog: str, form: str) -> None:
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "macros.j2").write_text(INCLUDED["macros.j2"])
    if catalog:
        (tmp_path / "catalog.yaml").write_text(f"version: 1\n{catalog}")
    plain = {
        "name": "Kid's cup 2",
        "brand": "Acme",
        "slug": "cup-2",
        "image": "https://c.example/a.jpg",
        "price": 5,
    }
    rows = [
        {
            **plain,
            "text": " ".join(["soft"] * (n % 7 + 5)),
            "sku": f"S{n}",
            "page": f"https://c.example/p/{n}?a={n}",
        }
        for n in range(40)
    ]
    repository(tmp_path, {"file": "rows.ndjson", "key": "sku"}, rows, body_of(channel, form))
    with lane(1):
        made = compile_for(tmp_path, {}, (), Choice())
    fast = sum(isinstance(payload, RowPayload) for payload in made.payloads)
    assert not made.failed, made.diagnostics
    assert fast > 30
