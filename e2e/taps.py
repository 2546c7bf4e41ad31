"""Taps, counted: the one way a scenario presses something. What a tap must be is product.md 1.0."""

from playwright.sync_api import Locator, Page


class Taps:
    """Presses with a finger and counts them; typing is not counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def tap(self, target: Locator | str) -> None:
        """One tap on the one element meant."""
        locator = self.page.locator(target) if isinstance(target, str) else target
        locator.tap()
        self.count += 1

    def button(self, name: str, exact: bool = True) -> None:
        self.tap(self.page.get_by_role("button", name=name, exact=exact).locator("visible=true"))

    def link(self, name: str, exact: bool = True) -> None:
        self.tap(self.page.get_by_role("link", name=name, exact=exact).locator("visible=true"))

    def agree(self) -> None:
        """The button of the question that is open."""
        self.tap(self.page.locator("#ask[open] .btn.main"))
