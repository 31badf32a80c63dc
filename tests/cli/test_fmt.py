"""``ctc fmt`` as people call it."""

from collections.abc import Callable

UNTIDY = """version:  1
id: a
message:
    channel: sms   # short
    to: {Identity: [JohnDoe]}
    content:
        body: Hi
"""
TIDY = """version: 1
id: a
message:
  channel: sms   # short
  to: {Identity: [JohnDoe]}
  content:
    body: Hi
"""


def test_files_are_laid_out_in_place(ctc: Callable, write: Callable) -> None:
    path = write("campaigns/a.yaml", UNTIDY)
    assert ctc("fmt", "--check").code == 1
    looked = ctc("fmt", "--diff")
    assert looked.code == 1
    assert "-version:  1\n+version: 1\n" in looked.out
    assert path.read_text() == UNTIDY
    assert ctc("fmt").code == 0
    assert path.read_text() == TIDY
    assert ctc("fmt", "--check").code == 0
    assert ctc("fmt", "--diff").out == ""


def test_what_cannot_be_read_is_a_finding_and_stays(ctc: Callable, write: Callable) -> None:
    path = write("campaigns/a.yaml", "version: 1\nid: [a\n")
    write("campaigns/b.yaml", UNTIDY)
    answer = ctc("fmt")
    assert answer.code == 1
    assert "campaigns/a.yaml:2:5: error CTC101" in answer.err
    assert path.read_text() == "version: 1\nid: [a\n"
    assert ctc("fmt", "--check", "campaigns/b.yaml").code == 0


def test_standard_input_stands_alone(ctc: Callable, write: Callable) -> None:
    assert ctc("fmt", "-", "campaigns").code == 2


def test_only_what_is_yaml_by_its_name_is_laid_out(ctc: Callable, write: Callable) -> None:
    """A template reads as YAML too, and people would get another text."""
    template = write("campaigns/a.j2", "Hi  \n\n\n\nyou\n")
    table = write("campaigns/a.csv", "id \n\n\na\n")
    answer = ctc("fmt", "campaigns/a.j2", "campaigns/a.csv")
    assert answer.err.count("warning CTC112: this file keeps its layout") == 2
    assert (template.read_text(), table.read_text()) == ("Hi  \n\n\n\nyou\n", "id \n\n\na\n")


def test_the_project_file_is_laid_out_where_it_is_named(ctc: Callable, write: Callable) -> None:
    project = write("ctc.yaml", "version:   1\n")
    assert ctc("fmt", "ctc.yaml").code == 0
    assert project.read_text() == "version: 1\n"
