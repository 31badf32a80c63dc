"""The sandbox's account as a project's catalog describes it."""

from pathlib import Path

from ctc.catalog.catalog import Catalog
from ctc.project.catalog import open_catalog
from ctc.project.opening import find_root
from ctc.sandbox.settings import SandboxSettings


def account_of(catalog: Catalog, timezone: str) -> SandboxSettings:
    """An account with the names of a catalog; of what it does not speak, any name exists.

    Segments exist by all of their ids, so that what is meant for another environment can be rehearsed.
    """
    providers = [name for names in catalog.section("providers").values() for name in names]
    ids = [number for named in catalog.section("segments").values() for number in named.values()]
    return SandboxSettings(
        timezone=timezone,
        providers=frozenset(providers) if catalog.speaks_of("providers") else None,
        channels=_names(catalog, "android_channels"),
        control_groups=_names(catalog, "control_groups"),
        segments=frozenset(ids),
    )


def account_around(folder: Path, timezone: str) -> SandboxSettings:
    """The account for the project around a folder; where there is none, an account that has any name."""
    root = find_root(folder)
    return account_of(open_catalog(root).catalog if root else Catalog(), timezone)


def _names(catalog: Catalog, section: str) -> frozenset[str] | None:
    return frozenset(catalog.names(section)) if catalog.speaks_of(section) else None
