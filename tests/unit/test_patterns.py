"""Regular expressions that are compiled when they are first used answer as those of ``re`` do."""

import pkgutil
import re
from importlib import import_module

import pytest

import ctc
from ctc.patterns import pattern

TEXT = "One two, three: four"


def test_each_way_to_ask_answers_as_re_does() -> None:
    made, plain = pattern(r"t(\w+)", re.IGNORECASE), re.compile(r"t(\w+)", re.IGNORECASE)
    assert made.findall(TEXT) == plain.findall(TEXT)
    assert made.split(TEXT) == plain.split(TEXT)
    assert made.sub("_", TEXT) == plain.sub("_", TEXT)
    assert made.subn("_", TEXT, count=1) == plain.subn("_", TEXT, count=1)
    assert [found.span() for found in made.finditer(TEXT)] == [found.span() for found in plain.finditer(TEXT)]
    for ask in ("search", "match", "fullmatch"):
        asked, expected = getattr(made, ask)(TEXT, 4), getattr(plain, ask)(TEXT, 4)
        assert (asked and asked.span()) == (expected and expected.span()), ask
    assert (made.pattern, made.flags) == (plain.pattern, plain.flags)


def test_bytes_are_looked_through_as_bytes() -> None:
    assert pattern(rb"\d+").findall(b"1 and 22") == [b"1", b"22"]


def test_every_pattern_of_ctc_is_one_that_re_can_compile() -> None:
    names = [
        found.name for found in pkgutil.walk_packages(ctc.__path__, "ctc.") if "__main__" not in found.name
    ]
    kept = [value for name in names for value in vars(import_module(name)).values()]
    made = [value for value in kept if type(value) is type(pattern(""))]
    assert len(made) > 150
    for one in made:
        assert isinstance(one.pattern, str | bytes)


def test_what_is_no_expression_is_told_where_it_is_first_used() -> None:
    wrong = pattern("(")
    with pytest.raises(re.error):
        wrong.search("")
