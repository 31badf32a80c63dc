"""What becomes of a campaign's name around a strike: it is renamed, its old file comes back, its record is moved."""

from collections.abc import Callable
from dataclasses import dataclass

from crash_process import Ended
from crash_world import Site

OLD, NEW = "one", "uno"


@dataclass(slots=True, kw_only=True)
class Names:
    """``apply`` runs ctc and ``judge`` looks at what it did."""

    work: str
    site: Site
    apply: Callable[[], Ended]
    judge: Callable[[str], None]

    def edited(self) -> None:
        """The campaign as the strike finds it: its next version, under its next name where a spec says that."""
        if self.work not in ("rename", "merge"):
            self.site.spec(OLD, 2)
            return
        self.site.drop(OLD)
        self._renamed(was=OLD)

    def after_the_strike(self) -> None:
        if self.work == "merge":
            self.site.spec(OLD, 1)
            self.apply()
            self.judge("with its old file back")
            self.site.drop(OLD)
        if self.work == "move":
            self.move()

    def move(self) -> bool:
        """A person moves the record, unless it is in doubt; then the spec follows."""
        if NEW in self.site.renamed.values():
            return True
        if self.site.run("state", "move", OLD, NEW).code != 0:
            return False
        self.site.drop(OLD)
        self._renamed()
        return True

    def _renamed(self, was: str = "") -> None:
        self.site.spec(NEW, 2, soul=OLD, was=was)
        self.site.renamed[OLD] = NEW
