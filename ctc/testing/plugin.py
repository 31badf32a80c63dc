"""The pytest plugin: ``*.test.yaml`` below a project is collected, each test an item of its own."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ctc.cases.case import Case
    from ctc.pipeline.testing import Repository

_TESTS = ".test.yaml"
_REPOSITORIES: "pytest.StashKey[dict[Path, Repository]]" = pytest.StashKey()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "CasesFile | None":
    """A file of tests, where a project is around it."""
    if not file_path.name.endswith(_TESTS):
        return None
    from ctc.project.opening import find_root  # a run without such files imports nothing of ctc

    if find_root(file_path.parent) is not None:
        return CasesFile.from_parent(parent, path=file_path)
    return None


class CasesFile(pytest.File):
    """One ``*.test.yaml``."""

    def collect(self) -> Iterator["CaseItem"]:
        from ctc.diagnostics import Severity, UserError
        from ctc.pipeline.testing import read_cases

        try:
            repository = self._repository()
            cases, problems, _ = read_cases(repository.settings, [self.path])
            catalog = repository.settings.catalogued.problems
            problems += [found for found in catalog if found.severity is Severity.ERROR]
        except UserError as error:
            cases, problems = [], [*error.diagnostics]
        if problems:
            raise self.CollectError("\n".join(f"{d.file}:{d.line}: {d.code} {d.message}" for d in problems))
        for case in cases:
            yield CaseItem.from_parent(self, name=case.name, case=case, repository=repository)

    def _repository(self) -> "Repository":
        from ctc.choice import Choice
        from ctc.pipeline.settings import settings_for
        from ctc.pipeline.testing import Repository
        from ctc.project.opening import find_root

        known = self.config.stash.setdefault(_REPOSITORIES, {})
        root = find_root(self.path.parent)
        assert root is not None
        if root not in known:
            settings = settings_for(root, os.environ, Choice(), every_environment=True)
            known[root] = Repository(settings, os.environ)
        return known[root]


class CaseItem(pytest.Item):
    """One test, asked of every campaign that it names."""

    def __init__(self, *, case: "Case", repository: "Repository", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._case, self._repository = case, repository

    def runtest(self) -> None:
        failures = [f for outcome in self._repository.outcomes(self._case) for f in outcome.failures]
        if failures:
            pytest.fail("\n".join(f"{f.file}:{f.line}: {f.message}" for f in failures), pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self._case.place().line - 1, self._case.name
