"""The known name that is meant, also where there are thousands of names and of slips."""

import pytest

from ctc.suggest import _alike, nearest

VERBS = ("Viewed", "Charged", "Removed", "Added", "Searched")
THINGS = ("Product", "Basket", "Category", "Order", "Wishlist")
EVENTS = (
    *(f"{verb} {thing} {size}" for verb in VERBS for thing in THINGS for size in range(12)),
    "app_launched",
)
MANY = tuple(f"Product Viewed {number}" for number in range(5_000))


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Product Xiewed 77", "Product Viewed 77"),
        ("product-viewed 77", "Product Viewed 77"),
        ("Prodct Viewed 4999", "Product Viewed 4999"),
        ("zzzzzz", None),
    ],
)
def test_one_of_thousands_is_found_by_a_few(word: str, meant: str | None) -> None:
    """What a slip costs does not grow with the names: a file may hold thousands of slips."""
    assert nearest(word, MANY) == meant
    assert len(_alike(word.lower(), MANY)) <= 12


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("App Launched", "app_launched"),
        ("aplaunched", "app_launched"),
        ("Viewed Prodct 7", "Viewed Product 7"),
        ("Charged Basket11", "Charged Basket 11"),
        ("Removd Category 10", "Removed Category 10"),
        ("Wishlists", None),
    ],
)
def test_a_slip_is_found_in_a_catalog_of_hundreds(word: str, meant: str | None) -> None:
    assert nearest(word, EVENTS) == meant


def test_what_thousands_of_names_have_in_common_tells_none_of_them() -> None:
    """The names that have the rarest pairs of letters are counted, as long as that takes a few looks."""
    assert _alike("qzaaa", ("qzx", *(f"baaa{number}" for number in range(1_999)))) == ["qzx"]
    assert len(_alike("qzaaa", ("qzx", *(f"baaa{number}" for number in range(1_998))))) == 12
    assert len(_alike("qzaaa", MANY[:100])) == 100, "of few each is looked at"
    assert len(_alike("qzaaa", MANY[:101])) < 13
