"""However often it is asked, and whatever is typed and closed meanwhile, an editor is told what a fresh look finds."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ctc.editor.workspace import Workspace

SPEC = """\
version: 1
id: NAME
campaign:
  name: NAME
  target_mode: sms
  when: 2031-01-15 09:30
  where: {event_name: App Launched, from: 2026-01-01, to: 2026-01-31}
  content: {body: "TEXT Reply STOP to opt out", sms: {template_id: "1107161234567890123"}}
"""


def spec(name: str, text: str = "Tea.") -> str:
    return SPEC.replace("NAME", name).replace("TEXT", text)


INCLUDED = "{% include 'text.j2' %}"
OPEN = "{% include 'te' ~ 'xt.j2' %}"
TEXTS: dict[str, list[str | None]] = {
    "campaigns/a.yaml": [
        None,
        spec("a"),
        spec("a", OPEN),
        spec("b"),
        spec("a").replace("name:", "nme:"),
    ],
    "campaigns/b.yaml": [None, spec("b", INCLUDED), spec("b"), "version: 2"],
    "campaigns/new.yaml": [None, spec("new"), spec("new", INCLUDED), spec("new").replace("when:", "whn:")],
    "campaigns/text.j2": [None, "Own.", "{{ own }}"],
    "campaigns/_shared/text.j2": [None, "Good.", "{{ nobody }}"],
    "ctc.yaml": [
        None,
        "version: 1\nvars: {nobody: you}\n",
        "version: 1\nrules: {CTC305: off}\n",
        "versio: 1\n",
    ],
    "catalog.yaml": [None, "version: 1\nevents: {App Launched: {}}\n", "version: 1\nevents: {Other: {}}\n"],
}
STEPS = st.sampled_from(
    [(file, text) for file, texts in TEXTS.items() for text in texts for _ in range(8 if "/" in file else 1)]
)
"""The project and its catalog seldom: then everything is read again."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "campaigns" / "_shared").mkdir(parents=True)
    for name, text in {
        "ctc.yaml": "version: 1\n",
        "catalog.yaml": "version: 1\n",
        "campaigns/a.yaml": spec("a", "{{ nobody }}"),
        "campaigns/c.yaml": spec("c", OPEN),
        "campaigns/b.yaml": spec("b", INCLUDED),
        "campaigns/text.j2": "Beside.",
        "campaigns/_shared/text.j2": "Shared.",
    }.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@given(steps=st.lists(STEPS, min_size=25, max_size=30))
@settings(
    phases=[Phase.generate],  # a shorter way to a fault would be looked for in minutes
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_what_is_told_is_what_a_fresh_look_finds(shop: Path, steps: list[tuple[str, str | None]]) -> None:
    remembering = Workspace(shop, {})
    for file, text in steps:
        before = remembering.findings()
        assert remembering.findings() == before, "asked again"
        remembering.put(shop / file, text)
        fresh = Workspace(shop, {}, texts=dict(remembering.texts))
        assert remembering.findings() == fresh.findings()
