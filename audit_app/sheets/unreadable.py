"""The one error of a file that cannot be read as a table, with the sentence its reader sees.

Problems of single rows are no errors; they are listed by register.py and inspectors.py.
"""

from __future__ import annotations

from collections.abc import Callable


class Unreadable(Exception):
    """The file was not read at all; `words` is a msgid that says what is wrong and how to mend it, filled from details."""

    def __init__(self, words: str, **details: str | int) -> None:
        super().__init__(words.format(**details))
        self.words, self.details = words, details

    @property
    def sentence(self) -> str:
        """The Chinese sentence."""
        return str(self)

    def in_words(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of `translate` (msgid to text)."""
        return translate(self.words).format(**self.details)
