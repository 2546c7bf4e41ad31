"""What a page says on the screen."""

import re


def on_screen(html: str) -> str:
    """The page without the years that only paper shows."""
    return re.sub(r'<span class="yr">[^<]*</span>', "", html)
