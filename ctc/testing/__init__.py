"""Tests of campaigns in Python: would this person get it, and what would he or she read?

    from ctc.testing import audience, message

    def test_pune_hears_of_it() -> None:
        person = {"profile": {"City": "Pune"}, "events": [{"name": "Product Viewed", "on": "2031-01-10"}]}
        assert audience("price-drop[a1]", person, as_of="2031-01-15")
        assert message("price-drop[a1]", person)["title"] == "Silver Tips fell to ₹590"

Takes an address of the project around the current folder, and a person as ``*.test.yaml`` writes one. Nothing is asked
of CleverTap. As a pytest plugin it collects ``*.test.yaml`` as well.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ctc.testing.asking import Campaign, NotDecided, audience, campaign, message

__all__ = ["Campaign", "NotDecided", "audience", "campaign", "message"]


def __getattr__(name: str) -> Any:
    """The public names, loaded when one is asked for: as a plugin this package is imported by every run of pytest."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ctc.testing import asking

    return getattr(asking, name)
