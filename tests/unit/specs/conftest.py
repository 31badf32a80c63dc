"""One document of a text, and the findings as short rows."""

from collections.abc import Callable

import pytest

from ctc.diagnostics import Diagnostic
from ctc.specs.document import Document
from ctc.specs.reading import read_documents


@pytest.fixture
def document() -> Callable[..., Document]:
    def one(text: str, file: str = "campaigns/x.yaml") -> Document:
        documents, problems = read_documents(file, text.encode())
        assert problems == ()
        assert len(documents) == 1
        return documents[0]

    return one


@pytest.fixture
def rows() -> Callable[[tuple[Diagnostic, ...]], list[tuple[str, int, int]]]:
    return lambda found: [(d.code, d.line, d.column) for d in found]
