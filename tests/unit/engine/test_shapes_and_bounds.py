"""The fast lane of rows: which texts are of one shape, which rows are known to be fine, and what is kept of a file."""

import itertools
from typing import Any

import pytest

from ctc.catalog.catalog import Catalog
from ctc.diagnostics import Diagnostic, Severity
from ctc.payloads.payload import Held
from ctc.pipeline.engine.facts import FileFacts, PayloadFacts, UnitFacts, known_payload
from ctc.pipeline.engine.fast.cache import _is_text
from ctc.pipeline.engine.fast.wire import decode, encode, facts_from
from ctc.pipeline.engine.fast.workers import _chunks
from ctc.pipeline.families.fast import shapes
from ctc.pipeline.families.fast.bounds import Bounds
from ctc.rows.family_data import FamilyData


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("Silver Tips", True),
        ("Tea (best), 5 & more; it's 'ok': yes.", True),
        ("50% off", None),
        ("now 50% off", True),
        ("\u0906\u092e \u091a\u093e\u092f", False),
        ("caf\u00e9 \u20b9", False),
        ("\U0001f600", False),
        ("", None),
        (" a", (True, False, " ", False)),
        ("  a", None),
        ("a\u00a0", (False, False, False, "\u00a0")),
        ("*a* 5*8", (True, False, "*", False)),
        ("a  b", True),
        ("a     b", None),
        ("a [b, 2 c] d", True),
        ("a [b", None),
        ("a [LINK]", None),
        ("[a     b]", None),
        ("\u2764\ufe0f tea \U0001f44d\U0001f3fd", False),
        ("FIXME\U0001f600", None),
        ("TBD\u00a0\u20ac", None),
        ("a\nb", None),
        ("a<b", None),
        ("{{ a }}", None),
        ("100%", None),
        ("%s", None),
        ("Lorem ipsum", None),
        ("a.todo", None),
        ("Reply STOP", None),
        ("stopped", True),
        ("axxxb", None),
        ("utmost", None),
        ("https", None),
        ("see http", None),
        ("unsubbed", None),
    ],
)
def test_prose(text: str, shape: object) -> None:
    assert shapes.prose(text) == shape
    assert shapes.gsm(text) == (shape if text.isascii() and "[" not in text else None)
    assert shapes.compared(text) == (None if shape is None or "[" in text else (shape, True))


@pytest.mark.parametrize(
    ("text", "shape"),
    [("20310115", None), ("2031-01", None), ("2031011", (True, False)), ("2031-1", (True, True))],
)
def test_what_may_be_a_date_is_looked_at_twice(text: str, shape: object) -> None:
    assert shapes.compared(text) == shape
    assert shapes.prose(text) is True


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("silver-tips_1", ""),
        ("a.JPG", "jpg"),
        ("a.b.html5", "html5"),
        ("a.longer", ""),
        ("-a", None),
        ("a/b", None),
        ("a..b", None),
        ("a.", None),
        ("utm_x", None),
        ("xxx", None),
        ("", None),
    ],
)
def test_a_part_of_an_address(text: str, shape: object) -> None:
    assert shapes.slug(text) == shape


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("https://a.example/x/y.JPG", ("https://a.example/", ".jpg", False)),
        ("https://a.example/x", ("https://a.example/", "", False)),
        ("https://a.example/x.png?v=1", ("https://a.example/", ".png", True)),
        ("https://a.example/x/", ("https://a.example/", "", False)),
        ("http://a.example/x", None),
        ("https://a/x", None),
        ("https://a.example/", ("https://a.example/", "", False)),
        ("https://a.example", None),
        ("https://a.example/x?", None),
        ("https://a.example/x?y#z", None),
        ("https://a.example/utm", None),
        ("https://a.example/x?utm_source=y", None),
        ("https://a.example/http", None),
    ],
)
def test_a_whole_address(text: str, shape: object) -> None:
    assert shapes.address(text) == shape


@pytest.mark.parametrize(
    ("channel", "path", "literals", "name"),
    [
        ("push", ("content", "title"), ("", ""), "either"),
        ("sms", ("content", "body"), ("", ""), "either"),
        ("push", ("content", "title"), ("for ", "."), "either"),
        ("push", ("content", "title"), ("\u20b9", ""), "either"),
        ("push", ("content", "title"), ("x", ""), "within"),
        ("push", ("content", "title"), ("", "x"), "within"),
        ("push", ("content", "title"), ("", "_"), "within"),
        ("push", ("content", "title"), ("Rs.", "/-"), "within"),
        ("push", ("content", "title"), ("*", "*"), "prose"),
        ("push", ("content", "title"), ("\U0001f389", ""), "either"),
        ("push", ("content", "title"), ("[", "]"), None),
        ("push", ("content", "title"), ("*|", "|*"), None),
        ("push", ("content", "title"), ("50%", ""), None),
        ("push", ("content", "title"), ("", "://x"), None),
        ("push", ("content", "title"), ("", "!"), "either"),
        ("push", ("where", "event_name"), ("", ""), "compared"),
        ("push", ("where", "event_name"), ("a ", ""), None),
        ("push", ("content", "body"), ("see https://a.example/x/", ""), "slug"),
        ("push", ("content", "body"), ("see https://a.example/x/", " and y"), "slug"),
        ("push", ("content", "body"), ("see https://a.example/x/", "y and z"), None),
        ("push", ("content", "body"), ("see https://a.example/x/", "_ and z"), None),
        ("push", ("content", "body"), ("see https://", ""), None),
        ("push", ("content", "body"), ("see https://a.example/?utm_x=", ""), None),
        ("push", ("content", "body"), ("see https://a.example/?utm_x=y&p=", ""), "slug"),
        ("push", ("content", "body"), ("see https://a.example/x and ", ""), "either"),
        ("email", ("content", "body"), ('<a href="https://a.example/', '">'), "slug"),
        ("email", ("content", "body"), ("<b>", "</b>"), "either"),
        ("email", ("content", "body"), ("<b class=", ">"), None),
        ("email", ("content", "body"), ('<img src="x" alt="', '">'), "quoted"),
        ("email", ("content", "body"), ("<img src='x' alt='", "'>"), None),
        ("push", ("content", "body"), ("{{ Profile.x | default: '", "' }}"), None),
        ("push", ("content", "body"), ("{{ Profile.x }} ", ""), "either"),
        ("push", ("content", "body"), ("{{ Profile.x }} {{ Profile.y }} ", ""), "either"),
        ("push", ("content", "body"), ("{{ Profile.x }} {{ Profile.y | default: '", "' }}"), None),
        ("push", ("content", "body"), ("{% if x %}a{% endif %} ", ""), "either"),
        ("push", ("content", "body"), ("{% if x %}a{% elsif y == '", "' %}"), None),
        ("email", ("content", "body"), ("<b>a</b> <i>", "</i>"), "either"),
        ("email", ("content", "body"), ("<b>a</b> <i title=", ">"), None),
        ("push", ("content", "platform_specific", "android", "wzrk_acts"), ('[{"l": "Buy ', '"}]'), "quoted"),
        (
            "push",
            ("content", "platform_specific", "android", "wzrk_acts"),
            ('[{"dl": "shop://p/', '"}]'),
            "slug",
        ),
        ("push", ("content", "platform_specific", "android", "wzrk_acts"), ('[{"id": "', '"}]'), None),
        ("push", ("content", "platform_specific", "android", "wzrk_acts"), ('[{"l": ', "}]"), None),
        (
            "push",
            ("content", "platform_specific", "android", "wzrk_acts"),
            ('[{"l": "a", "', '": "b"}]'),
            None,
        ),
        ("push", ("content", "platform_specific", "android", "deep_link"), ("", ""), "address"),
        ("push", ("content", "platform_specific", "android", "deep_link"), ("shop://p/", ""), "slug"),
        ("push", ("content", "platform_specific", "android", "deep_link"), ("shop://", ""), None),
    ],
)
def test_how_a_text_of_a_leaf_is_looked_at(
    channel: str, path: tuple[str, ...], literals: tuple[str, ...], name: str | None
) -> None:
    found = shapes.shape_at(channel, path, literals, 0)
    assert (getattr(found, "__name__", getattr(found, "__wrapped__", found)) if found else None) == name


@pytest.mark.parametrize(
    ("literals", "at"),
    [
        (("", "/x"), 0),
        (("", "", ""), 0),
        (("", ",", ""), 0),
        (("at", ""), 0),
        (("", "x"), 0),
        (("", "?x=1 y"), 0),
        (("", "). ", "."), 1),
    ],
)
def test_an_address_that_goes_on_behind_a_hole_is_no_page(literals: tuple[str, ...], at: int) -> None:
    found = shapes.shape_at("push", ("content", "body"), literals, 0)
    is_page = found is not None and found("https://a.example/x") is not None
    assert is_page == bool(at)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("https://a.example/p/x-1", ("https://a.example/", "", False, None, True)),
        ("https://a.example/p/x.PNG?a=1", ("https://a.example/", ".png", True, None, True)),
        ("https://a.example/", ("https://a.example/", "", False, None, False)),
        (
            "https://a.example/x?utm_source=s&utm_campaign=c&n=",
            ("https://a.example/", "", True, ("s", None, "c"), False),
        ),
        ("https://a.example/x?utm=1", None),
        ("https://a.example/todo-list", None),
        ("https://a.example/xxx", None),
        ("https://a.example/x?u=http", None),
        ("http://a.example/x", None),
        ("https://a.example/a b", None),
    ],
)
def test_a_page_among_words(text: str, shape: object) -> None:
    """Rules ask where it leads, what counts its clicks and how it ends: other pages like it get the same answers."""
    assert shapes.page(text) == shape
    found = shapes.shape_at("sms", ("content", "body"), ("See ", "."), 0)
    assert found is not None
    assert found(text) == shape


@pytest.mark.parametrize(
    ("before", "text", "after", "shape"),
    [
        ("Rs.", "99", "!", True),
        ("TO", "DO", "", None),
        ("x", "xx", "", None),
        ("Tea ", "TO", "DO it", None),
        ("Tea", "TO", "DO", True),
        ("SAVE", "20", "", True),
    ],
)
def test_a_text_that_is_one_word_with_what_stands_beside_it(
    before: str, text: str, after: str, shape: object
) -> None:
    found = shapes.shape_at("push", ("content", "title"), (before, after), 0)
    assert found is not None
    assert found(text) == shape


def test_a_word_of_two_texts_is_looked_at_as_it_stands() -> None:
    title = ("content", "title")
    assert shapes.shape_at("push", title, ("", "D", ""), 1) is None
    for between in ("/", ", "):
        behind = shapes.shape_at("push", title, ("", between, ""), 1)
        assert behind is not None
        assert (behind("tea"), behind("TODO")) == (True, None)


def test_an_address_of_an_app_among_words() -> None:
    link = ("content", "platform_specific", "android", "deep_link")
    assert shapes.is_of_an_app(("content", "body"), ("see shop://p/", ""))
    assert not shapes.is_of_an_app(("content", "body"), ("see https://p/", ""))
    assert not shapes.is_of_an_app(link, ("shop://p/", ""))


def test_what_is_between_two_fine_rows_is_fine() -> None:
    known = Bounds((5, 5))
    assert known.hold((5, 5))
    assert not known.hold((5, 6))
    assert not known.hold((4, 5))
    known.learn((9, 2))
    assert not known.hold((6, 4)), "no row is as long in both"
    known.learn((9, 9))
    known.learn((2, 2))
    assert known.hold((6, 4))
    assert known.hold((9, 9))
    assert known.hold((2, 2))
    assert not known.hold((10, 2))
    assert not known.hold((1, 5))
    assert (len(known._longest), len(known._shortest)) == (2, 1)


@pytest.mark.parametrize("order", [*itertools.permutations([(9, 1), (5, 5), (1, 9), (7, 3)], 4)])
def test_bounds_that_are_asked_are_all_kept(order: tuple[tuple[int, int], ...]) -> None:
    """Whichever held last is asked first; none is lost by that."""
    every = {(9, 1), (5, 5), (1, 9), (7, 3)}
    known = Bounds(order[0])
    for each in order[1:]:
        known.learn(each)
    for each in (*order, *reversed(order), order[2], order[0]):
        assert known.hold(each)
        assert known._longest[0] == known._shortest[0] == each
        assert (set(known._longest), set(known._shortest)) == (every, every)
        assert (len(known._longest), len(known._shortest)) == (4, 4)


def test_what_is_known_of_a_file_reads_back_as_it_was() -> None:
    def found(code: str, **more: Any) -> Diagnostic:
        fields: dict[str, Any] = {"severity": Severity.WARNING, "message": "m\u00e9", "file": "f", "line": 2}
        return Diagnostic(
            code=code, column=3, path="/a", hint="h", is_private=True, source="s", **fields, **more
        )

    payload = PayloadFacts("d", "push", 1, None, when="now", labels=["x"])
    whole = FileFacts(
        2,
        (
            UnitFacts(
                "a", 0, "campaign", True, ("m",), payload, (found("CTC401"),), ("CTC407",), ("CTC407",)
            ),
            UnitFacts("b", 1, "message"),
        ),
        templates=("t",),
        is_open=True,
        bound={"as_of": "2031-01-15"},
        has_payloads=True,
        problems=(found("CTC101"),),
        idle=((0, "CTC407", found("CTC406")),),
        unused=(found("CTC407"),),
        families=(FamilyData("fam", "rows.csv", "f" * 64, 3, key_columns=("k",)),),
    )
    bare = FileFacts(0, ())
    asked: dict[Any, str] = {("template", "/f", "t"): "answer"}
    for facts in (whole, bare):
        digest, questions, row = decode(encode("digest", asked, facts))
        assert (digest, questions) == ("digest", asked)
        again = facts_from(row)
        assert again.documents == facts.documents
        assert [unit.address for unit in again.units] == [unit.address for unit in facts.units]
        assert tuple(again.problems) == tuple(facts.problems)
        assert [tuple(each) for each in again.idle] == [tuple(each) for each in facts.idle]
        assert tuple(again.unused) == tuple(facts.unused)
        assert tuple(again.families) == tuple(facts.families)
        assert dict(again.bound) == dict(facts.bound)
        assert (again.is_open, again.has_payloads) == (facts.is_open, facts.has_payloads)
        for one, other in zip(again.units, facts.units, strict=True):
            assert tuple(one.found) == tuple(other.found)
            assert [*one.ignore] == [*other.ignore]
            assert (one.is_sound, [*one.marks]) == (other.is_sound, [*other.marks])
            assert not one.payload or PayloadFacts(*one.payload).labels == ["x"]
    assert decode(encode("d", {}, bare))[2] == [0, []], (
        "of thousands of files a cache holds what is said alone"
    )
    assert all(one.source == "s" for one in facts_from(decode(encode("d", {}, whole))[2]).problems)


def test_what_a_payload_says_nothing_of_is_empty_and_of_its_kind() -> None:
    said = PayloadFacts("d", "push", 1, None)
    for row in (said, [*said], [*said][:4]):
        payload = known_payload(row, address="a", file="f", content=Held(body={}))
        assert (payload.guards, payload.ignore, payload.numbers) == ({}, {}, {})
        assert (payload.stated, payload.labels, payload.was, payload.key_columns) == ((), (), (), ())
    more = said._replace(guards={"g": 1}, ignore={"i": "why"}, numbers={"n": 2.5}, was=["b"], stated=["s"])
    payload = known_payload([*more], address="a", file="f", content=Held(body={}))
    assert (payload.guards, payload.ignore, payload.numbers) == ({"g": 1}, {"i": "why"}, {"n": 2.5})
    assert (payload.was, payload.stated) == (("b",), ("s",))


@pytest.mark.parametrize(
    ("count", "parts", "most", "sizes"),
    [
        (0, 4, 256, []),
        (8, 4, 256, [8]),
        (9, 4, 256, [8, 1]),
        (100, 4, 256, [25, 18, 14, 10, 8, 8, 8, 8, 1]),
        (2_000, 4, 256, [256] * 4 + [244, 183, 137, 103, 77, 58, 43, 32, 24, 18, 14, 10, 8, 8, 8, 8, 1]),
    ],
)
def test_processes_are_given_less_towards_the_end(
    count: int, parts: int, most: int, sizes: list[int]
) -> None:
    names = [str(number) for number in range(count)]
    found = [*_chunks(names, parts, most)]
    assert [name for chunk in found for name in chunk] == names
    assert len(sizes) == 0 or [len(chunk) for chunk in found][:3] == sizes[:3]
    assert all(8 <= len(chunk) <= most for chunk in found[:-1])


@pytest.mark.parametrize(
    ("mark", "is_kept"),
    [(0x61, True), (0x939, True), (0xD7FF, True), (0xD800, False), (0xDFFF, False), (0xE000, True)],
)
def test_names_that_are_no_text_are_not_kept(mark: int, is_kept: bool) -> None:
    assert _is_text(f"a{chr(mark)}") is is_kept


@pytest.mark.parametrize(
    ("environment", "key", "is_asked"),
    [
        ("production", "name", True),
        ("PROD-in", "name", True),
        ("staging", "name", False),
        ("production", "value", False),
    ],
)
def test_where_people_read_it_a_text_is_asked_whether_somebody_only_tried(
    environment: str, key: str, is_asked: bool
) -> None:
    probes = shapes.probes_of("sms", environment, ("where", "event_properties", 0, key), Catalog())
    assert any(probe("test") for probe in probes) is is_asked
