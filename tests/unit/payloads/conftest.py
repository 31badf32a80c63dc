"""A spec without a file, for the compile stage."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from ctc.diagnostics import JsonPath, Place
from ctc.specs.document import Document
from ctc.specs.spec import Spec
from tests.specs_by_hand import spec_of


class NoPlaces:
    """Every place is line 3, column 5 for keys and line 4, column 6 for values."""

    def key(self, path: JsonPath) -> Place:
        return Place(line=3, column=5)

    def value(self, path: JsonPath) -> Place:
        return Place(line=4, column=6)


@pytest.fixture(scope="session")
def make_spec() -> Callable[..., Spec]:
    def make(body: Mapping[str, Any], **settings: Any) -> Spec:
        document = Document(file="campaigns/x.yaml", index=0, data={}, places=NoPlaces())
        named = {"address": "price-drop", "id": "price-drop", "document": document}
        return spec_of({}, dict(body))._replace(**(named | settings))

    return make
