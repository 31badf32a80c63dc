"""A text with Liquid as one person gets it: which value is found, what is missing, and how much a text may become."""

from typing import Any

import pytest

from ctc.personalisation import filling
from ctc.personalisation.filling import TEXT_LIMIT, Filled, fill, is_personal
from ctc.personalisation.personas import PERSONAS, Profile, persona_of, plain_name

BY_KEY = {persona.key: persona for persona in PERSONAS}
ASHA, NOBODY = BY_KEY["complete"], BY_KEY["missing"]
ANN = persona_of(
    {"Name": "Ann", "Customer Type": "Gold", "city": None, "points": 7, "POINTS": 9, "tags": ["a", "b"]}
)


@pytest.mark.parametrize(
    ("value", "personal"),
    [
        ("{{ x }}", True),
        ("{% if x %}", True),
        ("{ x }", False),
        ({"a": [1, {"b": "{{ x }}"}]}, True),
        (["a", ("{% x",)], True),
        ({"{{ a }}": "x"}, False),
        (None, False),
        (5, False),
    ],
)
def test_what_holds_liquid(value: Any, personal: bool) -> None:
    assert is_personal(value) is personal
    if not personal:
        assert fill(value, ASHA) == Filled(value=value)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{ Profile.Name }}", "Ann"),
        ("{{ Profile.name }}", "Ann"),
        ("{{ Profile.Customer Type }}", "Gold"),
        ("{{Profile.Customer Type|upcase}}", "GOLD"),
        ("{{- Profile.Customer Type -}}", "Gold"),
        ("{{ Profile.customer_type }}", "Gold"),
        ('{{ Profile["Customer Type"] }}', "Gold"),
        ("{{ Profile.points }}, {{ Profile.POINTS }}, {{ Profile.Points }}", "7, 9, 9"),
        ("{{ Profile.tags | join: '+' }}", "a+b"),
        ("{{ Profile.city | default: 'town' }}", "town"),
        ("{% if Profile.city %}a{% else %}b{% endif %}", "b"),
        ("{{ Profile.Name | append: Profile.Customer Type }}", "AnnGold"),
        ("{{ Campaign.campaignId }}", "1700000001_20310115"),
        ("{% for n in (1..2000) %}{% endfor %}ok", "ok"),
    ],
)
def test_what_stands_for_a_person(text: str, filled: str) -> None:
    assert fill(text, ANN) == Filled(value=filled)


def test_a_gap_is_told_by_its_place_and_shows_nothing() -> None:
    content = {"a": "x{{ Profile.city }}y", "b": [{"c": "{{ Profile.nothing }}!"}, ("{{ Profile.Name }}", 5)]}
    found = fill(content, ANN)
    assert found.value == {"a": "xy", "b": [{"c": "!"}, ["Ann", 5]]}
    assert (found.gaps, found.problems) == (("a", "b.1.c"), ())


def test_the_account_s_own_attributes_are_shown_by_their_names() -> None:
    assert fill("{{ Profile.loyalty_tier }}", ASHA).value == "[loyalty tier]"
    assert fill("{{ Profile.loyalty_tier }}", BY_KEY["long"]).value == "[a rather long value of loyalty tier]"
    assert fill("{{ Profile.loyalty_tier }}", NOBODY) == Filled(value="", gaps=("",))
    assert fill("{{ Profile.fname }} {{ Profile.Customer Name }}", ASHA).value == "Asha Asha Verma"
    assert fill("{{ Profile.Customer Type }}", ASHA).value == "Platinum"


def test_personas_are_told_apart_and_each_knows_what_the_others_know() -> None:
    assert [*BY_KEY] == ["complete", "long", "script", "missing"]
    assert BY_KEY["complete"].known.keys() == BY_KEY["long"].known.keys() == BY_KEY["script"].known.keys()
    assert not NOBODY.known
    assert [len({str(p.known[name]) for p in PERSONAS[:3]}) for name in ("name", "city", "points")] == [
        3,
        3,
        3,
    ]


NAMES = "name firstname lastname email phone city country language gender age plan points customertype"
KNOWN = {
    "complete": "Asha Verma|Asha|Verma|asha@example.com|+15550100|Mumbai|India|English|F|34|Gold|1240|Platinum",
    "long": "Maximiliane-Alexandra Featherstonehaugh-Winterbottom|Maximiliane-Alexandra|Featherstonehaugh-Winterbottom|"
    "maximiliane-alexandra.featherstonehaugh@long-domain-name.example.com|+15550101|"
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch|Saint Vincent and the Grenadines|"
    "English (United Kingdom)|F|102|Platinum Plus Family Unlimited|1234567890|Platinum",
    "script": "अनन्या शर्मा|अनन्या|शर्मा|ananya@example.com|+15550102|मुंबई|भारत|हिन्दी|F|27|सोना|310|Platinum",
    "missing": "|" * 12,
}


@pytest.mark.parametrize("key", KNOWN)
def test_whom_a_preview_is_for_is_the_same_person_every_time(key: str) -> None:
    """A reviewer who looks again sees a difference where the campaign differs, and nowhere else."""
    text = "|".join(f"{{{{ Profile.{name} }}}}" for name in NAMES.split())
    assert fill(text, BY_KEY[key]).value == KNOWN[key]


@pytest.mark.parametrize(
    ("name", "plain"),
    [("Customer Type", "customertype"), ("e-mail_1", "email1"), ("Größe!", "größe"), ("名 前", "名前")],
)
def test_a_name_is_one_however_it_is_written(name: str, plain: str) -> None:
    assert plain_name(name) == plain
    assert Profile(persona_of({name: "x"}))[plain] == "x"


def test_a_profile_is_a_mapping_of_what_is_known() -> None:
    profile = Profile(ANN)
    assert sorted(profile) == ["customertype", "name", "points", "tags"]
    assert len(profile) == 4
    with pytest.raises(KeyError):
        profile["city"]


@pytest.mark.parametrize(("size", "fine"), [(TEXT_LIMIT, True), (TEXT_LIMIT + 1, False)])
def test_a_text_has_a_bound(size: int, *, fine: bool) -> None:
    text = "{{ Profile.Name }}"
    text += "x" * (size - len(text))
    found = fill({"body": text}, ANN)
    assert found.value == {"body": text.replace("{{ Profile.Name }}", "Ann") if fine else text}
    assert found.problems == (
        () if fine else ("body: longer than 500000 characters, so its personalisation is not filled",)
    )


GREEDY: list[tuple[str, int, int | None]] = [
    ("{{ Profile.x | replace: 'a', '@' }}", 500, 500 * 1000),
    ("{{ Profile.x | replace: 'a', '@' }}", 501, None),
    ("{{ Profile.x | replace: 'nowhere', '@' }}", 500, 1000),
    ("{{ Profile.x | replace: 'nowhere', '@' }}", 501, None),
    ("{{ Profile.x | append: '@' }}", 500, 1500),
    ("{{ Profile.x | replace: 'a', @ }}", 100, 100 * 1000),
    ("{{ Profile.x | replace: 'a', @ }}", 460, None),
    ("{{ Profile.x | split: '' | join: '@' }}", 500, 999 * 500 + 1000),
    ("{{ Profile.x | split: '' | join: '@' }}", 501, None),
    ("{{ Profile.x | split: '' | join }}", 1, 1999),
]


@pytest.mark.parametrize(("text", "size", "length"), GREEDY)
def test_no_filter_makes_more_than_a_text_may_be(text: str, size: int, length: int | None) -> None:
    """Whatever its arguments: a hundred megabytes of one short text would else stop a preview."""
    written = text.replace("@", "7" * size)
    found = fill({"body": written}, persona_of({"x": "a" * 1000}))
    if length is None:
        assert found.value == {"body": written}
        assert ["is too long" in problem for problem in found.problems] == [True]
    elif length <= TEXT_LIMIT:
        assert len(found.value["body"]) == length
        assert found.problems == ()


@pytest.mark.parametrize("argument", ["nil", "true", "7", "1.5", "''"])
def test_what_is_one_character_or_none_makes_no_text_longer(argument: str) -> None:
    text = "{{ Profile.x | replace: 'b', " + argument + " }}"
    assert fill(text, persona_of({"x": "a" * 300_000})) == Filled(value="a" * 300_000)


def test_a_filter_whose_answer_is_too_long_is_refused_too() -> None:
    text = "{{ Profile.x | url_encode }}"
    fine = fill(text, persona_of({"x": "é" * 80_000}))
    assert (len(fine.value), fine.problems) == (480_000, ())
    assert "the result of 'url_encode' is too long" in fill(text, persona_of({"x": "é" * 90_000})).problems[0]


@pytest.mark.parametrize(("levels", "fine"), [(20, True), (21, False)])
def test_blocks_have_a_depth(levels: int, *, fine: bool) -> None:
    found = fill({"body": "{% if true %}" * levels + "x" + "{% endif %}" * levels}, ANN)
    assert (found.value == {"body": "x"}) is fine
    assert found.problems == (() if fine else ("body: block nesting limit reached",))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{% include 'other' %}", "body: no template can be included: other"),
        ("{{ 'x' | " + "y" * 300 + " }}", "body: unknown filter '"),
        ("{% for a in (1..2001) %}{% endfor %}", "loop iteration limit reached"),
    ],
)
def test_what_cannot_be_filled_stays_with_the_reason_in_short(text: str, says: str) -> None:
    found = fill({"body": text}, ANN)
    assert found.value == {"body": text}
    [problem] = found.problems
    assert says in problem
    assert len(problem) <= 206
    assert "\n" not in problem


def test_a_reason_that_has_no_words_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_: str) -> None:
        raise LookupError

    monkeypatch.setattr(filling, "_parsed", refuses)
    assert fill({"body": "{{ x }}"}, ANN).problems == ("body: LookupError",)
