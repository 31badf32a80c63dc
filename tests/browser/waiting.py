"""What the browser tests wait for: a click returns before the page has shown what it asks for."""

from typing import Any

from playwright.sync_api import expect

ROWS = "#list li:not([hidden]) .row-address"
"""The addresses of the list that the filters leave."""


def settled(page: Any, fragment: str) -> None:
    """Until the message of this fragment (``#…``) stands on the page, and its emails in their frames."""
    expect(page.locator("#view")).to_have_attribute("data-shown", fragment)
    expect(page.locator("#view iframe[aria-busy=true]")).to_have_count(0)


def open_row(page: Any, row: Any) -> None:
    """Open a row of the list, and wait for its message."""
    fragment = row.get_attribute("href")
    row.click()
    settled(page, fragment)


def expect_message(page: Any, address: str) -> None:
    """Until the message with this address is shown."""
    expect(page.get_by_role("heading", level=2)).to_have_text(address)


def expect_rows(page: Any, addresses: list[str]) -> None:
    """Until the filters leave exactly these."""
    expect(page.locator(ROWS)).to_have_text(addresses)
