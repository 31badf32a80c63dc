"""What a project and a spec decide about findings."""

from ctc.diagnostics import Severity
from ctc.validation.finding import Finding
from ctc.validation.rules.files import unused_templates, unused_variables
from ctc.validation.rules.policy import apply_policy, idle_ignores, is_ignorable


def finding(code: str) -> Finding:
    return Finding(code=code, severity=Severity.WARNING, message="m", path=())


def test_an_ignore_hides_and_is_remembered() -> None:
    judged = apply_policy([finding("CTC402"), finding("CTC491")], {}, {"CTC402": "why", "CTC410": "why"})
    assert [f.code for f in judged.findings] == ["CTC491"]
    assert judged.hidden == {"CTC402"}


def test_severities_and_off() -> None:
    judged = apply_policy([finding("CTC402"), finding("CTC491")], {"CTC402": "off", "CTC491": "error"}, {})
    assert [(f.code, f.severity) for f in judged.findings] == [("CTC491", Severity.ERROR)]


def test_what_cannot_be_ignored_passes_through() -> None:
    found = [finding("CTC305"), finding("CTC400"), finding("CTC318")]
    policy = {"CTC305": "off", "CTC400": "off", "CTC318": "off"}
    assert apply_policy(found, policy, dict.fromkeys(policy, "why")).findings == tuple(found)
    assert [f.code for f in apply_policy(found, policy, {}, frozenset({"CTC318"})).findings] == [
        "CTC305",
        "CTC400",
    ]
    assert is_ignorable("CTC402", extra=frozenset())
    assert not is_ignorable("CTC400", extra=frozenset())


def test_an_ignore_that_hides_nothing() -> None:
    ignore = dict.fromkeys(["CTC402", "CTC410", "CTC471", "CTC400", "CTC305", "CTC41O"], "why")
    found = idle_ignores(ignore, frozenset({"CTC402"}), extra=frozenset())
    assert [(f.path, f.message, f.hint) for f in found] == [
        (("ignore", "CTC410"), "CTC410 finds nothing here to ignore", "remove it"),
        (("ignore", "CTC400"), "CTC400 cannot be ignored", "remove it"),
        (("ignore", "CTC305"), "CTC305 is no finding that can be ignored", "remove it"),
    ]
    (of_python,) = idle_ignores(
        {"CTC318": "why", "CTC305": "why"}, frozenset({"CTC305"}), frozenset({"CTC318", "CTC305"})
    )
    assert of_python.message == "CTC318 finds nothing here to ignore"


def test_variables_and_templates_that_nothing_reads() -> None:
    found = unused_variables(["discount", "brand", "id"], frozenset({"brand", "id"}))
    assert [(f.code, f.path, f.message) for f in found] == [
        (
            "CTC407",
            ("vars", "id"),
            "the variable 'id' is never seen: a template that names it gets the spec's own id",
        ),
        ("CTC407", ("vars", "discount"), "the variable 'discount' is defined and never used"),
    ]
    known = ["x/old.html.j2", "a/old.html.j2", "footer.html.j2"]
    assert [
        (f.code, f.severity, f.file, f.message)
        for f in unused_templates(known, frozenset({"footer.html.j2"}))
    ] == [
        ("CTC408", Severity.WARNING, name, f"no spec and no template includes {name}")
        for name in ("a/old.html.j2", "x/old.html.j2")
    ]
