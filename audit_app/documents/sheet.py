"""A page for the paper engine whose browser's own style is only what a table needs. The looks are in templates/annex.css.

The engine's own style sheet names seven pseudo-elements for every element; of a table with ten thousand cells they cost
a quarter of the time and show nothing.
"""

from __future__ import annotations

from functools import cache

from weasyprint import CSS, HTML

OWN = """
html, body, header, footer, p, h1 { display: block }
head, meta, title, style { display: none }
table { display: table; box-sizing: border-box }
colgroup { display: table-column-group }
col { display: table-column }
thead { display: table-header-group }
tbody { display: table-row-group }
tr { display: table-row }
th, td { display: table-cell }
@page {
  @top-right { text-align: right; vertical-align: middle }
  @bottom-left { text-align: left; vertical-align: middle }
  @bottom-center { text-align: center; vertical-align: middle }
  @bottom-right { text-align: right; vertical-align: middle }
}
"""


class Sheet(HTML):  # type: ignore[misc]
    """An engine that no longer asks this only becomes slower."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [own_style()]


@cache
def own_style() -> CSS:
    return CSS(string=OWN)
