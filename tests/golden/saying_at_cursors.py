"""What an editor is answered at a cursor, the ``¦`` in a text: a kind of cases of ``said/*.txt`` (``test_said.py``)."""

import tempfile
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from ctc.editor import actions, completing, reading
from ctc.editor.completing import Offer
from ctc.editor.workspace import Workspace

SPEC: Final = "campaigns/tea.yaml"
FOLDER: Final = tempfile.TemporaryDirectory(prefix="ctc-golden-")
FILES: Final = {
    "ctc.yaml": "version: 1\nproject: acme\nvars:\n  brand: Acme\n  brand_old: x\n  x-words: 1\n  words: [a, b]\n"
    "environments:\n  production: {timezone: Asia/Kolkata, region: in1, vars: {limit: 3}}\n  sandbox: {}\n",
    "catalog.yaml": "version: 1\nevents: {Charged: {}, App Launched: {}}\nprofile: {Plan: text}\n"
    "providers: {sms: [msg91]}\nprovider_groups: [sms-pool]\n",
    "campaigns/own.j2": "{{ brand }}",
    "campaigns/_shared/links.j2": "x",
}


@cache
def workspace() -> Workspace:
    root = Path(FOLDER.name).resolve()
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return Workspace(root, {})


def of_cursor(text: str) -> Iterator[str]:
    """``at TEXT`` in a spec, or ``at NAME`` and the text below it: what could stand there, what is said of what
    stands there, where that is written, and what it is a slip for."""
    name, _, rest = text.partition("\n")
    name, text = (name, rest) if name.endswith((".yaml", ".j2", ".html")) else (SPEC, text)
    before, _, after = text.partition("¦")
    lines, line, column = (before + after).split("\n"), before.count("\n"), len(before.rpartition("\n")[2])
    open_in, path = workspace(), workspace().root / name
    open_in.put(path, before + after)
    try:
        for kind, some in groupby(
            completing.offers(open_in, path, lines, line, column), lambda each: each.kind
        ):
            yield f"  {kind}: {', '.join(map(_offer, some))}"
        said = (reading.hover(open_in, path, lines, line, column) or "").split("\n")
        rendered = said.index("renders to") if "renders to" in said else len(said)
        yield from (f"  | {each}" for each in [*said[:1], *said[rendered:]] if each)
        target = reading.definition(open_in, path, lines, line, column)
        if target is not None:
            yield f"  written at {target.path.name}:{target.line}:{target.column}"
        fix = actions.rename_key(path, lines, line, column)
        if fix is not None:
            yield f"  {fix.title} at {fix.line}:{fix.start}-{fix.end}: {fix.text}"
    finally:
        open_in.put(path, None)


def _offer(offer: Offer) -> str:
    put = offer.label if offer.text == offer.label else offer.text.replace(" ", "_")
    assert not offer.about or offer.about.startswith("**")
    return f"{put}{f' ({offer.detail})' if offer.detail else ''}"
