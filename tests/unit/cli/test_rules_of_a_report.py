"""A report for code scanning: each code once, in one order, and each result says which of them it is."""

from typing import Any

from ctc.cli.views.sarif import sarif_of
from ctc.diagnostics import Diagnostic, Severity
from ctc.validation.rules.explanations import explanations


def test_codes_stand_once_and_in_order_whatever_was_found_first() -> None:
    codes = [*explanations()][:30]
    found = [
        Diagnostic(code=code, severity=Severity.WARNING, message="m", file=file, line=2)
        for code in [*reversed(codes), *codes[:3]]
        for file in ("a.yaml", "")
    ]
    report: Any = sarif_of(found)
    (run,) = report["runs"]
    driver = run["tool"]["driver"]
    for told in ("rules", "notifications"):
        assert [each["id"] for each in driver[told]] == sorted(codes)
    assert len(run["results"]) == len(found) // 2
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    (invocation,) = run["invocations"]
    told = invocation["toolConfigurationNotifications"]
    assert [driver["notifications"][each["descriptor"]["index"]]["id"] for each in told] == [
        each.code for each in found if not each.file
    ]
