"""The leaves that need Jinja. Whoever renders a spec without one does not load it."""

import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

import jinja2

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, JsonPath
from ctc.specs.document import Document
from ctc.templates.budget import Room
from ctc.templates.counting import CURRENT, Rendering
from ctc.templates.environment import NotAValue
from ctc.templates.escaping import Mend, Written, escaping_problems
from ctc.templates.leaves import Scope, is_clear, render_leaf, render_plainly, skeletons_of
from ctc.templates.source import TemplateSource
from ctc.templates.undefined import COLLECTING, Collection, UndefinedName


class Found(NamedTuple):
    """What rendering finds on its way."""

    problems: list[Diagnostic]
    mends: list[Mend]


class Expressions:
    """Leaves of one document that see the same variables. What is wrong with them goes to ``found``."""

    def __init__(
        self,
        document: Document,
        templates: TemplateSource,
        variables: dict[str, Json],
        found: Found,
        room: Room,
    ) -> None:
        self._document, self._templates, self._found, self._room = document, templates, found, room
        self._scope = Scope(variables)

    def value(self, text: str, path: JsonPath) -> Json:
        """The value of a leaf; the text itself, and one more problem at least, where that fails."""
        self._room.compile(text, skeletons_of(text))
        for way in (render_leaf, render_plainly):
            run = Rendering(self._templates)
            token = CURRENT.set(run)
            try:
                value = self._run(way, text)
                if run.noted:
                    self._escaping(text, path, run)
                return value
            except Exception as error:  # whatever an expression of the user's raises is the user's mistake
                failure = error
                if is_clear(error, text):
                    break
            finally:
                CURRENT.reset(token)
                self._room.take(run.budget)
        for each, where in self._all_of(failure, text, run):
            self._failed(each, text, path, where)
            each.__traceback__ = None  # it would hold everything that was under way, in a circle
        failure.__traceback__ = None
        return text

    def _all_of(self, failure: Exception, text: str, run: Rendering) -> list[tuple[Exception, Rendering]]:
        """The failure; of an undefined name, all those of the leaf, which is rendered once more to its end."""
        if not isinstance(failure, UndefinedName):
            return [(failure, run)]
        again, collection = Rendering(self._templates), Collection()
        tokens = CURRENT.set(again), COLLECTING.set(collection)
        try:
            with suppress(Exception):  # an empty value may do what the missing one would not
                self._run(render_leaf if is_clear(failure, text) else render_plainly, text)
        finally:
            CURRENT.reset(tokens[0])
            COLLECTING.reset(tokens[1])
            self._room.take(again.budget)
        found = list(collection.found.values())
        return [(each, again) for each in found] or [(failure, run)]

    def _run(self, way: Callable[[str, Scope], Any], text: str) -> Json:
        return to_json(way(text, self._scope))

    def _escaping(self, text: str, path: JsonPath, run: Rendering) -> None:
        leaf = Written(
            text=text,
            document=self._document,
            path=path,
            variables=self._scope.variables,
            loaded=run.loaded,
        )
        for problem, mend in escaping_problems(run.noted, leaf):
            self._found.problems.append(problem)
            if mend is not None:
                self._found.mends.append(mend)

    def _failed(self, error: Exception, text: str, path: JsonPath, run: Rendering) -> None:
        from ctc.templates.problems import Leaf, diagnostic_of

        leaf = Leaf(self._document, path, text, self._scope.variables)
        self._found.problems.append(diagnostic_of(error, leaf, run))


def to_json(value: Any) -> Json:
    """A value of a single expression as a JSON value. Raises NotAValue, and UndefinedName for a hole in it."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _whole(str.__str__(value))
    if isinstance(value, float):
        if not math.isfinite(value):
            hint = "JSON holds numbers below 1.8e308"
            raise NotAValue(f"{value} is no JSON value, so CleverTap cannot be sent one", hint)
        return value
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {_key_text(key): to_json(item) for key, item in value.items()}
    if isinstance(value, jinja2.Undefined):
        str(value)
        hint = "add an else with the value that is meant"
        raise NotAValue(
            "this expression has no value here: its `if` does not hold, and it has no `else`", hint
        )
    if callable(value):
        raise NotAValue("a function is no value that JSON can hold: its parentheses are missing")
    raise NotAValue(f"a {type(value).__name__} is no value that JSON can hold")


def _key_text(key: object) -> str:
    if not isinstance(key, str):
        raise NotAValue(f"the key {key!r} is no text")
    return _whole(str.__str__(key))


def _whole(text: str) -> str:
    """The text, which UTF-8 can hold. Raises NotAValue: a template can make half of a character out of a number."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            message = "this holds half of a character (a lone surrogate), which nobody can be sent"
            raise NotAValue(message, "write the character itself") from None
    return text
