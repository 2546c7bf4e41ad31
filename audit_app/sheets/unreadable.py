"""The one error of a file that cannot be read as a table, with the sentence its reader sees.

Problems of single rows are no errors; they are listed by register.py and inspectors.py.
"""

from __future__ import annotations


class Unreadable(Exception):
    """The file was not read at all; `sentence` says in Chinese what is wrong and how to mend it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
