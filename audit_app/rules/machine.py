"""A machine is data: which verb leads from which state to which, and the words for both.

No guard lives here: whether a step is wise is asked in the module of the thing, who may take it in `permits`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from audit_app.rules.refusals import Refused


@dataclass(frozen=True)
class Machine:
    """A table of steps: `steps[(state, verb)]` is the next state.

    The same table is served to the tablet by `as_json`, so that a button is greyed offline by the very rule the server
    applies. `state_words` and `verb_words` give the Chinese msgids.
    """

    name: str
    initial: str
    steps: Mapping[tuple[str, str], str]
    state_words: Mapping[str, str] = field(default_factory=dict)
    verb_words: Mapping[str, str] = field(default_factory=dict)

    @property
    def states(self) -> frozenset[str]:
        """Every state that can be reached or left."""
        return frozenset({self.initial, *(state for state, _ in self.steps), *self.steps.values()})

    @property
    def listed(self) -> tuple[str, ...]:
        """The states in the order in which they are written above: the first one, then as the steps reach them."""
        return tuple(
            dict.fromkeys((self.initial, *(name for (state, _), to in self.steps.items() for name in (state, to))))
        )

    @property
    def verbs(self) -> frozenset[str]:
        """Every verb some state knows."""
        return frozenset(verb for _, verb in self.steps)

    def may(self, state: str, verb: str) -> bool:
        """True if `verb` is a step out of `state`."""
        return (state, verb) in self.steps

    def step(self, state: str, verb: str) -> str:
        """The next state; raises Refused("wrong_state", state=…, verb=…) when there is none."""
        try:
            return self.steps[state, verb]
        except KeyError:
            raise Refused(
                "wrong_state",
                machine=self.name,
                state=state,
                verb=verb,
                state_word=self.word(state),
                verb_word=self.verb_words.get(verb, verb),
            ) from None

    def word(self, state: str) -> str:
        """The Chinese msgid of a state; the state itself where no word is kept."""
        return self.state_words.get(state, state)

    def verbs_from(self, state: str) -> list[str]:
        """The verbs allowed in a state, sorted."""
        return sorted(verb for origin, verb in self.steps if origin == state)

    def as_json(self) -> dict[str, Any]:
        """For the tablet: {name, initial, steps: {state: {verb: next}}, states: {state: word}, verbs: {verb: word}}."""
        steps: dict[str, dict[str, str]] = {state: {} for state in sorted(self.states)}
        for (state, verb), after in sorted(self.steps.items()):
            steps[state][verb] = after
        return {
            "name": self.name,
            "initial": self.initial,
            "steps": steps,
            "states": {state: self.word(state) for state in sorted(self.states)},
            "verbs": {verb: self.verb_words.get(verb, verb) for verb in sorted(self.verbs)},
        }
