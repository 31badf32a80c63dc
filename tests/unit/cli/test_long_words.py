"""A finding names what is wrong, and not the whole of it: a key may be as long as a file."""

from ctc.cli.views.diagnostics import text_of
from ctc.diagnostics import Diagnostic, Severity


def test_what_a_finding_says_is_bounded() -> None:
    found = Diagnostic(
        code="CTC301",
        severity=Severity.ERROR,
        message=f"unknown key '{'k' * 1_000_000}' in campaign",
        hint="k" * 1_000_000,
    )
    text = text_of(found)
    assert len(text) < 10_000
    assert "unknown key 'kkk" in text
    assert "k' in campaign\n" in text
