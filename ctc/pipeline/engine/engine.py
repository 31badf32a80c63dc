"""The only door: files become facts, by the fast lanes where they are there, else plainly, one after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ctc.diagnostics import Diagnostic
from ctc.pipeline.engine.contents import Kept
from ctc.pipeline.engine.facts import Examined
from ctc.pipeline.engine.means import Examination, Means
from ctc.pipeline.engine.spots import Learned
from ctc.pipeline.settings import Settings
from ctc.project.settings import FILE


def examine(settings: Settings, files: Sequence[str], means: Means, *, whole: bool) -> Examination:
    """The facts of ``files``; ``whole`` says that they are all those of the project."""
    settings = replace(settings, payloads=means.payloads)
    try:
        from ctc.pipeline.engine.fast.examining import examine as quickly
    except ImportError:
        return plainly(settings, files, means)
    return quickly(settings, files, means, whole=whole)


def remember(settings: Settings, learned: Mapping[str, Learned], means: Means) -> None:
    """Keeps what a run learned of files by reading them again, with what the same run knows of them."""
    if not learned or not means.cache:
        return
    try:
        from ctc.pipeline.engine.fast.examining import remember as keep
    except ImportError:
        return
    keep(replace(settings, payloads=means.payloads), learned)


def kept_bodies(settings: Settings, means: Means) -> Kept | None:
    """What earlier runs kept of bodies that they had to make again, and may keep."""
    if not means.cache or not (settings.project.root / FILE).is_file():
        return None
    try:
        from ctc.pipeline.engine.fast.bodies import Bodies
    except ImportError:
        return None
    return Bodies(settings.project.root)


def plainly(settings: Settings, files: Sequence[str], means: Means) -> Examination:
    """The same by the plain way: no cache, no process, every question answered by the file system itself."""
    from ctc.pipeline.engine.contents import written
    from ctc.pipeline.engine.file import facts_of_each
    from ctc.pipeline.neighbours import Folders
    from ctc.specs.loading import read_source

    neighbours = Folders(settings.project)
    examined: list[Examined] = []
    problems: list[Diagnostic] = []
    for done, path in enumerate(files, start=1):
        source = read_source(path, problems)
        for facts, units in facts_of_each(settings, [(source, neighbours)] if source else []):
            examined.append(Examined(path, facts, written(units, means.write)))
        means.tell(done, len(files))
    return examined, problems
