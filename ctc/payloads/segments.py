"""Segments by name become ids: ``segment: vip`` is the id that the catalog has for the environment."""

from collections.abc import Mapping
from typing import Final

from ctc.canonical import Json
from ctc.catalog.catalog import Catalog
from ctc.diagnostics import Diagnostic, JsonPath, Severity
from ctc.specs.spec import Spec
from ctc.suggest import did_you_mean

CODE: Final = "CTC454"


def named_segments(
    spec: Spec, body: Mapping[str, Json], catalog: Catalog, environment: str
) -> tuple[Mapping[str, Json], tuple[Diagnostic, ...]]:
    """A desugared body with ids in place of names, and an error at each name that has none.

    What is no name (an id, ``all``, anything of a wrong form) stays, and a catalog that does not speak of segments
    changes nothing: the schema says what is wrong with a name then.
    """
    if spec.kind != "campaign" or not (catalog.speaks_of("segments") or catalog.is_broken):
        return body, ()
    work = _Naming(spec, catalog, environment)
    made: dict[str, Json] = {}
    if _is_name(body.get("segment")):
        made["segment"] = work.id_of(body["segment"], ("segment",))
    if isinstance(body.get("exclude_segments"), list):
        made["exclude_segments"] = work.ids(body["exclude_segments"], ("exclude_segments",))
    where = body.get("where")
    if isinstance(where, dict) and isinstance(where.get("exclude_segments"), list):
        excluded = work.ids(where["exclude_segments"], ("where", "exclude_segments"))
        made["where"] = {**where, "exclude_segments": excluded}
    return ({**body, **made} if made else body), tuple(work.problems)


def _is_name(value: Json) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not value.strip().isdigit() and value != "all"


class _Naming:
    """One body under way."""

    def __init__(self, spec: Spec, catalog: Catalog, environment: str) -> None:
        self.spec, self.catalog, self.environment = spec, catalog, environment
        self.problems: list[Diagnostic] = []

    def ids(self, names: list[Json], path: JsonPath) -> list[Json]:
        """A list of segments in the API's form, which is digits in a text."""
        return [
            str(self.id_of(name, (*path, index))) if _is_name(name) else name
            for index, name in enumerate(names)
        ]

    def id_of(self, name: str, path: JsonPath) -> Json:
        """The id of a name, or the name itself where it has none."""
        number = self.catalog.segment_id(name, self.environment)
        if number is None:
            message, hint = self._lacks(name)
            self.problems.append(self.spec.diagnostic(CODE, Severity.ERROR, message, path, hint=hint))
            return name
        return number

    def _lacks(self, name: str) -> tuple[str, str]:
        if self.catalog.is_broken:
            return (
                f"the segment '{name}' cannot be looked up in a catalog with errors",
                "mend the catalog first",
            )
        known = self.catalog.names("segments")
        if name in known:
            message = f"the segment '{name}' has no id in {self.environment}: the catalog does not say which one it is"
            return message, f"add '{self.environment}:' to it, with its id in that account"
        listed = (
            f"the catalog knows: {', '.join(known)}" if known else "add it under 'segments:' of the catalog"
        )
        return f"there is no segment '{name}' in the catalog", did_you_mean(name, known) or listed
