"""``lint --fix``: what is mechanical is mended in place, comments and layout kept."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ctc.pipeline.compilation import Unit
from ctc.pipeline.subjects import subject_of
from ctc.specs.loading import shown_path
from ctc.validation.rules.catalog import edits_for, run_rules
from ctc.validation.rules.edit import Edit, below
from ctc.validation.rules.fixes import apply_fixes
from ctc.validation.rules.policy import apply_policy


def mend(units: Sequence[Unit], severities: Mapping[str, str]) -> Iterator[str]:
    """Mends every file that can be mended; gives the paths, as they are shown, of those that changed."""
    edits: dict[Path, list[tuple[int, Edit]]] = defaultdict(list)
    for unit in units:
        if unit.is_sound:
            subject = subject_of(unit)
            found = apply_policy(run_rules(subject, severities), severities, unit.spec.ignore).findings
            wanted = (below((unit.spec.kind,), edit) for edit in edits_for(subject, found))
            edits[unit.path] += [(unit.spec.document.index, edit) for edit in wanted]
    for path, wanted_here in edits.items():
        if wanted_here and _rewrite(path, wanted_here):
            yield shown_path(path)


def _rewrite(path: Path, edits: Sequence[tuple[int, Edit]]) -> bool:
    """Whether the file changed. It is replaced whole, or left as it was."""
    before = path.read_bytes()
    after = apply_fixes(before, edits)
    if after == before:
        return False
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(after)
    partial.chmod(path.stat().st_mode)
    partial.replace(path)
    return True
