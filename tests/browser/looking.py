"""What axe finds on a page that keeps somebody from using it."""

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

_FOUND = """async ([part, only]) => {
  const options = {resultTypes: ["violations"], iframes: false};  // no script runs in the frames of emails
  if (only.length) options.runOnly = only;
  const found = await axe.run(part ?? document, options);
  return found.violations.filter((rule) => ["serious", "critical"].includes(rule.impact))
    .map((rule) => [rule.id, rule.nodes.map((node) => node.html.slice(0, 160))]);
}"""


def barriers(page: Any, part: str | None = None, only: Sequence[str] = ()) -> list[list[Any]]:
    """Rule and places of each barrier that is serious or worse, on the page or in ``part`` of it (a selector).

    ``only``: the rules that are asked, all of axe's where none is named."""
    if not page.evaluate("'axe' in window"):  # once a page: to read it costs more than to look
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(_FOUND, [part, list(only)])
