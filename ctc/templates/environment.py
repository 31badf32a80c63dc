"""The Jinja environment: sandboxed, strict about undefined names, counting what it does.

The parsed template is instrumented before it is compiled: loops, concatenations, literals of lists and mappings,
and slices go through counting filters whose names no template can write. Operators, filters, calls and outputs
are counted where Jinja calls the environment. Nothing is evaluated at compile time.
"""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from functools import lru_cache
from math import isinf
from typing import Any, Final, NoReturn

import jinja2
from jinja2 import nodes
from jinja2.lexer import TOKEN_FLOAT, TOKEN_INTEGER, Token, TokenStream
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from ctc.templates.amplifiers import FILTERS, METHODS, binop_size, within_size
from ctc.templates.budget import LimitPassed, is_small
from ctc.templates.counting import CURRENT, concat, counted, counted_test, turns, weigh, within
from ctc.templates.days import date, days
from ctc.templates.escaping import is_html, note
from ctc.templates.instrumentation import instrument
from ctc.templates.limits import MAX_TOKENS
from ctc.templates.texts import WRITING, must_be_text, must_be_written_out
from ctc.templates.undefined import COLLECTING, Missing


class NotAValue(TypeError):
    """A single expression whose value JSON cannot hold; the message says what it is."""

    def __init__(
        self,
        message: str,
        hint: str = "an expression that stands alone gives its value; end a lazy one with | list",
    ) -> None:
        super().__init__(message)
        self.hint = hint


_TEXT_METHODS: Final = (
    "capitalize casefold center count endswith expandtabs find format index isalnum isalpha isascii isdecimal "
    "isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip "
    "partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines "
    "startswith strip swapcase title upper zfill"
)
SAFE_METHODS: Final[Mapping[type, frozenset[str]]] = {
    str: frozenset(_TEXT_METHODS.split()),
    bool: frozenset(),
    int: frozenset(),
    float: frozenset({"is_integer"}),
    bytes: frozenset(),
    list: frozenset({"count", "index"}),
    tuple: frozenset({"count", "index"}),
    dict: frozenset({"get", "items", "keys", "values"}),
}
"""Methods that a template may call on plain values."""
REMOVED: Final = ("random", "pprint")
"""Filters that are not there: not the same twice, or for people at a terminal."""


class CountingEnvironment(ImmutableSandboxedEnvironment):
    """See the module's docstring."""

    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "**", "%"])

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        instrument(tree)
        return tree

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Raises it as it is. Jinja adds a frame for people who read tracebacks, and that would hold, in a circle, all
        that was under way."""
        raise  # noqa: PLE0704 - it is called where one was caught

    def _tokenize(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> TokenStream:
        found = self.lexer.tokeniter(self.preprocess(source, name, filename), name, filename, state)
        return TokenStream(_few(self.lexer.wrap(_held(found), name, filename)), name, filename)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        budget = CURRENT.get().budget
        budget.step()
        if is_small(left) and is_small(right) and operator != "**":
            budget.spend(1)
            return self.binop_table[operator](left, right)
        budget.spend(binop_size(operator, left, right))
        if isinstance(left, str):
            must_be_written_out(budget, right)
        return budget.weigh(super().call_binop(context, operator, left, right))

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        budget = CURRENT.get().budget
        budget.step()
        # the sandbox wraps str.format in a function of its own
        owner = getattr(getattr(__obj, "__wrapped__", __obj), "__self__", None)
        for value in (*args, *kwargs.values()):
            budget.weigh(value)
        if isinstance(owner, str):
            budget.spend(len(owner))
            name = getattr(__obj, "__name__", "")
            if name in ("format", "format_map"):
                must_be_written_out(budget, *args, *kwargs.values())
            method = METHODS.get(name)
            if method is not None:
                method(budget, owner, *args, **kwargs)
        elif isinstance(owner, list | tuple | range):
            budget.look(within_size(owner, None))
        elif isinstance(__obj, LoopContext) and args:
            args = (turns(args[0]), *args[1:])
        value = super().call(__context, __obj, *args, **kwargs)
        if isinstance(__obj, Macro) and isinstance(value, Markup) and not __obj._default_autoescape:
            value = str(value)  # its file escapes nothing, so what it gives is a text, whoever calls it
        elif isinstance(__obj, Macro) and __obj._default_autoescape:
            CURRENT.get().escaped.add(value)
        return budget.weigh(value)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        for kind, names in SAFE_METHODS.items():
            if isinstance(obj, kind):
                return attr in names
        return bool(super().is_safe_attribute(obj, attr, value))

    def concat(self, parts: Iterable[str]) -> str:
        collected = list(parts)
        CURRENT.get().budget.spend(sum(map(len, collected)))
        return "".join(collected)


def _held(tokens: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
    """The tokens as they are written, of numbers those that JSON can hold: Python reads no longer ones either."""
    for token in tokens:
        line, kind, text = token
        decimal = kind == TOKEN_FLOAT or (kind == TOKEN_INTEGER and text[1:2].lower() not in ("x", "o", "b"))
        if decimal and isinf(float(text)):
            raise jinja2.TemplateSyntaxError(f"{text[:40]} is beyond what a JSON number can hold", line)
        yield token


def _few(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens of a template that can be compiled in a moment: that takes longer than its length says."""
    for count, token in enumerate(tokens):
        if count == MAX_TOKENS:
            raise LimitPassed(f"it holds more than {MAX_TOKENS:,} words and signs")
        yield token


class _Loader(jinja2.BaseLoader):
    """Compiles each distinct text of an included file once; whether the file is still that text is asked each time."""

    def load(
        self,
        environment: jinja2.Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's own name
    ) -> jinja2.Template:
        run = CURRENT.get()
        run.budget.step()
        found = run.templates.find(name)
        if found is None:
            raise jinja2.TemplateNotFound(name)
        run.loaded[name] = found
        if COLLECTING.get() is not None:  # what it exports would be kept, though there are holes in it
            return included_template.__wrapped__(name, found.text)
        return included_template(name, found.text)


@lru_cache(maxsize=1)
def environment() -> CountingEnvironment:
    """The one environment of this process; what belongs to a rendering is in CURRENT."""
    made = CountingEnvironment(
        undefined=Missing,
        loader=_Loader(),
        keep_trailing_newline=True,
        autoescape=is_html,
        optimized=False,
        cache_size=0,
        finalize=_finalize,
    )
    made.policies["json.dumps_kwargs"] = {"sort_keys": True, "default": _no_json}
    made.globals.pop("lipsum")
    made.globals["liquid"] = liquid
    for name in REMOVED:
        del made.filters[name]
    made.filters |= {"days": days, "date": date}
    for name, function in list(made.filters.items()):
        made.filters[name] = counted(function, FILTERS.get(name), writes=name in WRITING)
    tests: dict[str, Any] = made.tests
    for name, function in list(tests.items()):
        tests[name] = counted_test(function, looks_within=name == "in")
    made.filters |= {"§turns": turns, "§weigh": weigh, "§concat": concat, "§in": within}
    return made


def _no_json(value: Any) -> str:
    """What ``tojson`` writes for something that JSON does not know. Raises what a name says that is defined nowhere."""
    if isinstance(value, Missing):
        return str(value)
    raise TypeError(f"JSON cannot hold {type(value).__name__}")


@lru_cache(maxsize=4096)
def included_template(name: str, text: str) -> jinja2.Template:
    """An included file: its last line end belongs to the editor, not to the message."""
    made = environment()
    code = made.compile(text.removesuffix("\n").removesuffix("\r"), name, name)
    return made.template_class.from_code(made, code, made.globals)


def liquid(text: str) -> str:
    """``{{ text }}`` for CleverTap's own Liquid, which ctc leaves alone."""
    return "{{ " + text + " }}"


@jinja2.pass_context
def _finalize(context: Context, value: Any) -> Any:
    """What an output writes: counted, and never something without a meaning as text."""
    if isinstance(value, str):
        run = CURRENT.get()
        run.budget.spend(len(value))
        is_text = ("<" in value or "&" in value) and not isinstance(value, Markup)
        if is_text and value not in run.literals and value not in run.escaped:
            note(run.noted, value, escapes=context.eval_ctx.autoescape)
        return value
    if isinstance(value, jinja2.Undefined):
        return str(value)
    CURRENT.get().budget.weigh(value)
    must_be_text(value)
    return value
