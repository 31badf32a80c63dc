"""Who did it, and from where: one text in the journal, read apart for people.

``ann@laptop:4711@1a2b3c4d.98765:https://…/runs/77``: the user, the host, the process with the boot that it belongs
to and its own beginning, and the pipeline's run. Each part may be missing; ``listing`` and the like are no person.
"""

import re
from typing import Final, NamedTuple

from ctc.patterns import pattern

_TEXT: Final = pattern(
    r"(?:(?P<user>[^:]*)@)?(?P<host>[^:@]*)(?::(?P<pid>\d*)(?:@[0-9a-f]{8}\.\d+)?)?(?::(?P<run>.*))?",
    re.DOTALL,
)


class Actor(NamedTuple):
    """What is known of who did it; empty where it is not."""

    user: str = ""
    host: str = ""
    process: int | None = None
    run: str = ""

    @property
    def shown(self) -> str:
        """``ann on laptop, process 4711, in https://…``."""
        where = f"on {self.host}" if self.host else ""
        words = [
            " ".join(filter(None, (self.user, where))),
            f"process {self.process}" if self.process is not None else "",
            f"in {self.run}" if self.run else "",
        ]
        return ", ".join(filter(None, words))


def actor_of(runner: str) -> Actor:
    """The actor of an intent or of what a person said, as it stands in a record."""
    match = _TEXT.fullmatch(runner)
    assert match is not None, "any text is one"
    pid, host, user = match["pid"], match["host"] or "", match["user"] or ""
    if not pid and not user:  # what older records hold of a person: the name alone
        host, user = "", host
    return Actor(user=user, host=host, process=int(pid) if pid else None, run=match["run"] or "")
