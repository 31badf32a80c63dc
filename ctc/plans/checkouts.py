"""What speaks against a whole plan beside its guards: a halt, and a checkout that is older than what was applied."""

from collections.abc import Iterator, Sequence

from ctc.diagnostics import Diagnostic, Severity
from ctc.plans.action import Action
from ctc.plans.commands import typed
from ctc.plans.facts import Facts
from ctc.plans.plan import Change


def older(changes: Sequence[Change], commit: str) -> Iterator[Diagnostic]:
    """What an older checkout would undo; the guard ``ancestry`` forbids it, where it is on."""
    undone = sum(change.action in (Action.STOP, Action.REPLACE, Action.FORGET) for change in changes)
    if undone:
        yield Diagnostic.of(
            "CTC732",
            f"the commit that was last applied ({commit[:12]}) is no ancestor of this one, and {undone} of "
            "these changes stop, replace or forget: is this an older checkout?",
            "apply from a checkout that contains it; the guard `ancestry: true` refuses any other",
            severity=Severity.WARNING,
        )


def cut_off(commit: str) -> Diagnostic:
    """What nobody can compare where the commit that was last applied is not in this clone."""
    return Diagnostic.of(
        "CTC515",
        f"the commit that was last applied ({commit[:12]}) is not in this clone: whether a guard is gone or looser "
        "since, and whether this checkout is the older one, is not known",
        "fetch the whole history (fetch-depth: 0, GIT_DEPTH: 0)",
        severity=Severity.WARNING,
    )


def halted(text: str, facts: Facts) -> Diagnostic:
    """Who halted the environment: no plan is applied while that stands."""
    return Diagnostic.of(
        "CTC730",
        f"the environment is halted: {text}. Nothing is sent until somebody lifts that",
        f"`{typed(facts, 'state', 'resume')} --why TEXT` lifts it; `ctc stop` works all the same",
    )
