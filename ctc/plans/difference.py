"""What differs between the payload last applied and the one of now, field by field.

deepdiff is asked only for pairs whose digests differ, and imported only then.
"""

from collections.abc import Mapping

from ctc.canonical import Json
from ctc.diagnostics import pointer
from ctc.plans.plan import FieldDifference


def difference(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[FieldDifference, ...]:
    """The differences, ordered by path; a list that changed length is one difference an entry."""
    from deepdiff import DeepDiff

    found = DeepDiff(
        before, after, verbose_level=2, ignore_order=False, view="tree", threshold_to_diff_deeper=0
    )
    fields = [
        FieldDifference(
            path=pointer(level.path(output_format="list")),
            before=None if kind.endswith("_added") else level.t1,
            after=None if kind.endswith("_removed") else level.t2,
            missing="before" if kind.endswith("_added") else "after" if kind.endswith("_removed") else "",
        )
        for kind, levels in found.items()
        for level in levels
    ]
    return tuple(sorted(fields, key=lambda field: field.path))
