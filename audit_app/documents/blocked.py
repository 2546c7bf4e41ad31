"""The fetcher of the paper engine: it reads nothing, from no disk and no host, and counts what was asked for.

What a page looks like does not live here.
"""

from __future__ import annotations

from typing import Any

from weasyprint.urls import URLFetcher


class Blocked(URLFetcher):  # type: ignore[misc]
    """Refuses every address. A refusal is only logged by the engine, so the caller looks at `asked` and fails."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=())
        self.asked: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        self.asked.append(url)
        raise ValueError("blocked")
