"""A name that is not there, which says which one it was."""

from typing import Any

import jinja2
from jinja2.utils import missing


class UndefinedName(jinja2.UndefinedError):
    """An undefined name was used. ``owner`` is what the name was looked up in, or None for a variable."""

    def __init__(self, message: str, name: str, owner: Any) -> None:
        super().__init__(message)
        self.name, self.owner = name, owner


class Missing(jinja2.StrictUndefined):
    """Strict: everything but ``is defined`` and ``default()`` raises UndefinedName."""

    __slots__ = ()

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> Any:
        if self._undefined_exception is not jinja2.UndefinedError:
            raise self._undefined_exception(self._undefined_message)  # the sandbox refuses an attribute
        owner = None if self._undefined_obj is missing else self._undefined_obj
        raise UndefinedName(self._undefined_message, str(self._undefined_name), owner)

    __iter__ = __str__ = __len__ = _fail_with_undefined_error
    __eq__ = __ne__ = __bool__ = __hash__ = _fail_with_undefined_error
    __contains__ = _fail_with_undefined_error
    __add__ = __radd__ = __sub__ = __rsub__ = _fail_with_undefined_error
    __mul__ = __rmul__ = __div__ = __rdiv__ = _fail_with_undefined_error
    __truediv__ = __rtruediv__ = _fail_with_undefined_error
    __floordiv__ = __rfloordiv__ = _fail_with_undefined_error
    __mod__ = __rmod__ = __pos__ = __neg__ = _fail_with_undefined_error
    __call__ = __getitem__ = _fail_with_undefined_error
    __lt__ = __le__ = __gt__ = __ge__ = _fail_with_undefined_error
    __int__ = __float__ = __complex__ = __pow__ = __rpow__ = _fail_with_undefined_error

    def __getattr__(self, name: str) -> Any:
        if name[:2] == name[-2:] == "__":
            raise AttributeError(name)
        return self._fail_with_undefined_error()
