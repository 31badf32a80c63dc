"""ctc: campaign as code. From Python: ``ctc.lint``, ``ctc.compile``, ``ctc.plan`` (ctc/api.py) and ``ctc.testing``."""

TYPE_CHECKING = False  # typing takes longer to load than Ctrl-C shall be without an answer (ctc/__main__.py)
if TYPE_CHECKING:
    from typing import Any

    from ctc import testing
    from ctc.api import Change, Compiled, Diagnostic, Linted, Payload, Plan, UserError, compile, lint, plan  # noqa: A004

__all__ = [
    "Change",
    "Compiled",
    "Diagnostic",
    "Linted",
    "Payload",
    "Plan",
    "UserError",
    "compile",
    "lint",
    "plan",
    "testing",
]


def __getattr__(name: str) -> "Any":
    """The public names, loaded when one is asked for: ``import ctc`` loads nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return import_module("ctc.testing") if name == "testing" else getattr(import_module("ctc.api"), name)
