"""``--data`` and ``sample``: whose rows are read, and when none may be."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from ctc.choice import Choice, Given
from ctc.cli.main import root
from tests.commands import Said, said
from tests.unit.families.conftest import ROWS, SPEC, Repository

TODAY = "sku,name,Old price,new_price\nC3,Kotagiri Frost,60,40\n"
REMOTE = """\
version: 1
project: acme
environments:
  production: {region: in1, account_id: "{{ env.CTC_A }}", passcode: "{{ env.CTC_P }}", timezone: Asia/Kolkata}
"""


def ctc(*words: str) -> Said:
    return said(*words, folder=Path.cwd(), environ=os.environ)


def given(text: str, spec_id: str = "price-drop") -> Choice:
    return Choice(data={spec_id: Given(shown="standard input", content=text.encode())})


def test_the_rows_of_the_day_are_those_of_one_spec_alone(repository: Repository) -> None:
    other = SPEC.replace("id: price-drop", "id: price-email").replace('"Price drop', '"Price mail')
    repository.write("campaigns/other.yaml", other)
    addresses = list(repository.payloads(given(TODAY)))
    assert addresses == ["price-drop[C3,40]", "price-email[A1,590]", "price-email[B2,99.5]"]
    assert repository.lint(given(TODAY)) == ()


def test_a_fault_is_told_where_the_rows_come_from(repository: Repository) -> None:
    assert repository.faults(given("sku,name,Old price,new_price\nC3,x,60\n")) == [
        ("CTC133", "standard input", 2, 1)
    ]


@pytest.mark.parametrize("spec_id", ["pricedrop", "plain"])
def test_rows_for_nobody_are_an_error(repository: Repository, spec_id: str) -> None:
    plain = SPEC[: SPEC.index("each:")] + SPEC[SPEC.index("campaign:") :]
    for name in ("name", "new_price", "sku", "row['Old price']"):
        plain = plain.replace("{{ " + name + " }}", "x")
    repository.write("campaigns/plain.yaml", plain.replace("id: price-drop", "id: plain"))
    found = [d.code for d in repository.lint(given(TODAY, spec_id)) if d.severity == "error"]
    assert found == ["CTC144"]
    assert [d.code for d in repository.compile(given(TODAY, spec_id)).diagnostics] == ["CTC144"]


def test_the_cache_of_lint_sees_other_rows_of_the_day(repository: Repository, tmp_path: Path) -> None:
    path = tmp_path / "today.csv"
    choice = Choice(data={"price-drop": Given(shown="today.csv", path=path)})
    path.write_text(TODAY)
    assert repository.lint(choice, cache=True) == ()
    path.write_text(TODAY + "C3,again,60,40.0\n")
    assert [d.code for d in repository.lint(choice, cache=True)] == ["CTC136"]
    assert repository.lint(cache=True) == ()


def test_a_file_that_changes_while_it_is_read_is_told(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ctc.rows import pieces

    path = repository.root / "campaigns/products.csv"
    plain = pieces.Pieces.__iter__

    def meddling(self: pieces.Pieces) -> object:
        for piece in plain(self):
            if self.line == 1:
                path.write_bytes(path.read_bytes() + b"D4,late,9,5\n")
            yield piece

    monkeypatch.setattr(pieces.Pieces, "__iter__", meddling)
    assert [d.code for d in repository.lint()] == ["CTC139"]


def test_a_sample_serves_lint_compile_and_the_sandbox_alone(repository: Repository) -> None:
    repository.spec(("file: products.csv", "sample: products.csv"))
    repository.write("ctc.yaml", REMOTE)
    assert repository.lint() == ()
    assert len(repository.payloads(Choice(env="production"))) == 2
    assert ctc("plan", "--env", "sandbox").code == 0
    answer = ctc("plan", "--env", "production", "--no-state")
    assert answer.code == 1
    assert "CTC145" in answer.err
    (repository.root / "today.csv").write_text(TODAY)
    answer = ctc("plan", "--env", "production", "--no-state", "--data", "price-drop=today.csv")
    assert answer.code == 0, answer.err
    assert "price-drop[C3,40]" in answer.out


@pytest.mark.parametrize(
    "options",
    [
        ["--data", "price-drop"],
        ["--data", "Price=x.csv"],
        ["--data", "price-drop=missing.csv"],
        ["--data", "price-drop=-", "--data", "price-drop=-"],
        ["--data", "price-drop=-", "--data", "other=-"],
        ["--as-of", "today"],
        ["--as-of", "2031-02-30"],
    ],
)
def test_a_wrong_option_is_a_wrong_command_line(repository: Repository, options: list[str]) -> None:
    answer = CliRunner().invoke(root, ["compile", *options], input=BytesIO(ROWS.encode()))
    assert answer.exit_code == 2


def test_rows_come_over_standard_input(repository: Repository) -> None:
    answer = CliRunner().invoke(
        root, ["compile", "--format", "ndjson", "--data", "price-drop=-"], input=TODAY
    )
    assert answer.exit_code == 0
    assert '"price-drop[C3,40]"' in answer.output
