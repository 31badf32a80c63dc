"""What axe finds on a page that keeps somebody from using it."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

_BAD = ("serious", "critical")


def barriers(page: Any, part: str | None = None) -> list[tuple[str, list[str]]]:
    """Rule and places of each barrier that is serious or worse, on the page or in ``part`` of it (a selector)."""
    options = {"resultTypes": ["violations"], "iframes": False}  # no script runs in the frames of emails
    found = Axe().run(page, context=part, options=options).response["violations"]
    return [
        (rule["id"], [node["html"][:160] for node in rule["nodes"]])
        for rule in found
        if rule["impact"] in _BAD
    ]
