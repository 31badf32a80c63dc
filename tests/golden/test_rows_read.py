"""What is said of a family's data, of its key, of the schema of a row and of what reads otherwise than it is meant,
word for word, in ``rows_read.txt``: with the second of two columns, and both of two kinds of key. ``CTC_GOLDEN=write``
writes what is said now; read the difference before it is committed.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from ctc.choice import Choice, Given
from ctc.pipeline.families.compiling import compile_family
from ctc.pipeline.families.reading import Road, read_family
from ctc.pipeline.families.traps import traps
from ctc.pipeline.neighbours import Folders
from ctc.pipeline.settings import settings_for
from ctc.specs.family import family_of
from ctc.specs.reading import read_documents
from ctc.templates.budget import Room
from tests.golden.sections import hold

FILE: Final = Path(__file__).with_name("rows_read.txt")
PROJECT: Final = """\
version: 1
environments:
  live: {region: in1, timezone: UTC, guards: {max_change: {price: 5%}}}
"""
MESSAGE: Final = "message: {channel: sms, to: {Identity: [a]}, content: {body: x}}"
NAMED: Final = "message: {channel: sms, to: {Identity: ['{{ sku }}']}, content: {body: x}}"
OWN: Final = (
    "campaign: {name: '{{ id }} {{ as_of }}', when: now, content: {title: '{{ row.id }} {{ revision }}'}}"
)


class Case(NamedTuple):
    each: str
    rows: str | None = ""
    """Of ``r.csv``; a folder in its place where there are none."""
    schema: Any = ""
    body: str = MESSAGE
    more: str = ""
    env: str = "sandbox"
    sends: bool = False
    given: bytes | None = None


PLAIN: Final = "{file: r.csv, key: sku}"
TYPED: Final = "{file: r.csv, key: sku, row: s.json}"
SAMPLE: Final = "{sample: r.csv, key: sku}"
TWO: Final = "sku,n\na,x\nb,y\n"
NUMBERS: Final = "sku,n,m\na,1,2\nb,2,3\n"
CASES: Final = {
    "two rows": Case(PLAIN, TWO),
    "no file": Case("{file: gone.csv, key: sku}"),
    "a folder": Case(PLAIN, None),
    "no row": Case(PLAIN, "sku,n\n"),
    "no row, which is meant": Case("{file: r.csv, key: sku, allow_empty: true}", "sku,n\n"),
    "no row, and another header": Case("{file: r.csv, key: [n, sky], allow_empty: true}", "sku,n\n"),
    "nothing at all": Case(PLAIN, ""),
    "a key that is misspelled": Case("{file: r.csv, key: sky}", TWO),
    "the second of a key, which is none": Case("{file: r.csv, key: [n, zzzzzz]}", TWO),
    "a key that looks like a number": Case("{file: r.csv, key: n}", NUMBERS),
    "two of a key that look like numbers": Case("{file: r.csv, key: [sku, n, m]}", NUMBERS),
    "no schema": Case(TYPED, TWO),
    "a schema that is no JSON": Case(TYPED, TWO, '{"properties":\n ['),
    "a schema that is no text": Case(TYPED, TWO, b"\xff"),
    "a schema that is a folder": Case(TYPED, TWO, None),
    "a schema with a mark before it": Case(TYPED, TWO, b"\xef\xbb\xbf{}"),
    "a schema with idle words": Case(
        TYPED, TWO, json.dumps({"properties": {"skuu": {"type": "string"}, "n": {"tpye": "string"}, "nn": {}}})),
    "a schema that a row breaks": Case(TYPED, TWO, '{"properties": {"n": {"enum": ["x"]}}}'),
    "changes of texts and of nothing": Case(PLAIN, TWO, more="guards: {max_change: {n: 5%, nn: 5%, zzzz: 5%}}"),
    "changes of five columns that there are not": Case(
        PLAIN, TWO, more="guards: {max_change: {v5: 5%, v3: 5%, v1: 5%, v4: 5%, v2: 5%}}"),
    "changes that an environment bounds": Case(PLAIN, "sku,price\na,x\nb,y\n", env="live"),
    "a key that is a recipient": Case("{file: r.csv, key: [n, sku]}", TWO, body=NAMED),
    "a key beside a recipient": Case("{file: r.csv, key: n}", TWO, body=NAMED),
    "a recipient that no name tells": Case(PLAIN, TWO, body=NAMED.replace("sku", "row[n]")),
    "rows with a fault and a recipient": Case("{file: r.csv, key: n}", "sku,n\na,x\nb,x\nc\n", body=NAMED),
    "a sample on the way to people": Case(SAMPLE, TWO, env="live", sends=True),
    "a sample that nobody sends": Case(SAMPLE, TWO, env="live"),
    "a sample for the sandbox": Case(SAMPLE, TWO, sends=True),
    "rows that were given": Case(SAMPLE, TWO, env="live", sends=True, given=b"sku\nx\n"),
    "rows that were given, with a fault": Case(SAMPLE, TWO, given=b"sku\nx\nx\n"),
    "columns that the spec's own names hide": Case(PLAIN, "sku,id,as_of,revision\na,1,2,3\n", body=OWN),
    "numbers that compare as texts": Case(
        "{file: r.csv, key: sku, where: \"{{ n > m and sku > 'a' }}\"}", NUMBERS),
    "five numbers that compare as texts": Case(
        "{file: r.csv, key: sku, where: '{{ e > d and c > b and a > 5 }}'}", "sku,a,b,c,d,e\nx,1,2,3,4,5\n"),
    "numbers and a text": Case("{file: r.csv, key: sku, where: '{{ n > m }}'}", "sku,n,m\na,1,2\nb,2,x\n"),
    "a where that is no condition": Case("{file: r.csv, key: sku, where: '{{ n }}'}", TWO),
    "a where that takes the second": Case("{file: r.csv, key: sku, where: \"{{ n == 'y' }}\"}", TWO),
    "a where that fails": Case("{file: r.csv, key: sku, where: '{{ n > 5 }}'}", TWO),
    "what is not in the key": Case(
        PLAIN, NUMBERS, body="campaign: {name: x, when: now, content: {title: '{{ n }}', body: '{{ m }} {{ sku }}'}}"),
    "five that are not in the key": Case(
        PLAIN, "sku,e,d,c,b,a\nx,1,2,3,4,5\n",
        body="message: {channel: sms, to: {Identity: [p]}, content: {body: '{{ a }}{{ b }}{{ c }}{{ d }}{{ e }}'}}"),
    "what is not in the key, ignored": Case(
        PLAIN, NUMBERS, body="message: {channel: sms, to: {Identity: [a]}, content: {body: '{{ n }}'}}",
        more="ignore: {CTC147: meant}"),
}  # fmt: skip


def said(folder: Path, case: Case) -> Iterator[str]:
    campaigns = folder / "campaigns"
    campaigns.mkdir()
    (folder / "ctc.yaml").write_text(PROJECT)
    for name, text in (("r.csv", case.rows), ("s.json", case.schema)):
        if text is None:
            (campaigns / name).mkdir()
        elif text or name == "r.csv":
            (campaigns / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    given = {"tea": Given(shown="what was given", content=case.given)} if case.given else {}
    settings = settings_for(folder, {}, Choice(env=case.env, data=given), sends=case.sends)
    spec = f"version: 1\nid: tea\neach: {case.each}\n{case.body}\n{case.more}"
    (document,) = read_documents("campaigns/tea.yaml", spec.encode())[0]
    family, problems = family_of(document)
    assert family is not None
    assert not problems
    road = Road(settings, settings.environment, Folders(settings.project), campaigns, Room())
    found = read_family(road, document, family)
    yield f"  {found.count} of {found.shown or 'nothing'}{', a hash' * (len(found.sha256) == 64)}"
    yield from (f"  row {one.key} {dict(one.row.values)}" for one in found.rows)
    if found.hidden:
        yield f"  hidden {sorted(found.hidden)}"
    for one in found.problems:
        private = ", whose line is not shown" if one.is_private else ""
        yield f"  {one.code} at {one.file}:{one.line}:{one.column} {one.path}: {one.message}{private}"
        yield f"    {one.hint}"
    for trap in traps(document, family, found):
        yield f"  {trap.severity} {trap.code} at {trap.path} {trap.elsewhere or ''}: {trap.message}\n    {trap.hint}"
    made = compile_family(
        road, document, lambda spec: (None, [spec.document.diagnostic("CTC305", (), spec.address)])
    )
    if found.problems:
        assert [*made.problems] == [*found.problems]
        return
    for one in made.problems:
        yield f"  made {one.severity} {one.code} at {one.file}:{one.line} {one.path}: {one.message}"
    yield f"  {made.data and made.data._replace(sha256='')}, hidden {sorted(made.hidden)}"


@pytest.mark.parametrize("name", CASES)
def test_what_is_said_of_rows(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    hold(FILE, name, said(tmp_path, CASES[name]), CASES)
