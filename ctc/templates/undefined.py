"""A name that is not there, which says which one it was."""

import sys
from contextvars import ContextVar
from types import FrameType
from typing import Any, Final

import jinja2
from jinja2.utils import missing

Frame = tuple[str | None, int]
"""A template that an error passed through (None: the leaf itself) and its line."""
VARIABLE: Final = missing
"""The owner of a variable: nothing, not even None."""
MOST: Final = 20
"""Undefined names of one leaf that are told."""


class UndefinedName(jinja2.UndefinedError):
    """An undefined name was used. ``owner`` is what the name was looked up in, VARIABLE where in nothing.

    ``frames`` are the templates that use it, the outermost first, where the rendering went on behind it.
    """

    def __init__(self, message: str, name: str, owner: Any, frames: tuple[Frame, ...] = ()) -> None:
        super().__init__(message)
        self.name, self.owner, self.frames = name, owner, frames


class Collection:
    """The undefined names of a rendering that goes on behind them, each place once."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, Frame], UndefinedName] = {}

    def add(self, message: str, name: str, owner: Any) -> None:
        frames = tuple(_frames())
        place = (name, frames[-1] if frames else (None, 1))
        follows = name == "None" and any(at == place[1] for _, at in self.found)
        if len(self.found) < MOST and not follows:  # what is nowhere has no first item either
            self.found.setdefault(place, UndefinedName(message, name, owner, frames))


COLLECTING: Final[ContextVar[Collection | None]] = ContextVar("collecting", default=None)
"""Set while all undefined names of a leaf are looked for: an undefined value then is an empty one."""


def _frames() -> list[Frame]:
    """The templates that are being rendered now, the outermost first."""
    found: list[Frame] = []
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            found.append((template.name, template.get_corresponding_lineno(frame.f_lineno)))
        frame = frame.f_back
    return found[::-1]


class Missing(jinja2.StrictUndefined):
    """Strict: everything but ``is defined`` and ``default()`` raises UndefinedName, or is noted while collecting."""

    __slots__ = ()

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> Any:
        if self._undefined_exception is not jinja2.UndefinedError:
            raise self._undefined_exception(self._undefined_message)  # the sandbox refuses an attribute
        owner = self._undefined_obj
        collection = COLLECTING.get()
        if collection is None:
            raise UndefinedName(self._undefined_message, str(self._undefined_name), owner)
        if not isinstance(self._undefined_name, jinja2.Undefined):  # of which there is a finding already
            collection.add(self._undefined_message, str(self._undefined_name), owner)
        return self

    def _no_text(self, *args: Any, **kwargs: Any) -> Any:
        self._fail_with_undefined_error()
        return ""

    def _no_items(self, *args: Any, **kwargs: Any) -> Any:
        self._fail_with_undefined_error()
        return iter(())

    def _zero(self, *args: Any, **kwargs: Any) -> Any:
        self._fail_with_undefined_error()
        return 0

    def _false(self, *args: Any, **kwargs: Any) -> Any:
        self._fail_with_undefined_error()
        return False

    __str__ = _no_text
    __iter__ = _no_items
    __int__ = __index__ = __len__ = __hash__ = _zero
    __eq__ = __ne__ = __bool__ = __contains__ = _false
    __float__ = __complex__ = __abs__ = __round__ = _fail_with_undefined_error
    __add__ = __radd__ = __sub__ = __rsub__ = _fail_with_undefined_error
    __mul__ = __rmul__ = __div__ = __rdiv__ = _fail_with_undefined_error
    __truediv__ = __rtruediv__ = _fail_with_undefined_error
    __floordiv__ = __rfloordiv__ = _fail_with_undefined_error
    __mod__ = __rmod__ = __pos__ = __neg__ = _fail_with_undefined_error
    __call__ = __getitem__ = _fail_with_undefined_error
    __lt__ = __le__ = __gt__ = __ge__ = _fail_with_undefined_error
    __pow__ = __rpow__ = _fail_with_undefined_error

    def __getattr__(self, name: str) -> Any:
        if name[:2] == name[-2:] == "__":
            raise AttributeError(name)
        return self._fail_with_undefined_error()
