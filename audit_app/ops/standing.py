"""What an op stands upon (`base`): whether all of it is here, and what is left of it where something was refused."""

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from audit_app.store import log
from schemas.quick import MOST_IDS

Base = Mapping[str, Sequence[str]]
MOST_STEPS = 500
"""How many refused ops are gone through for one field. Where there are more the field stands upon less, and says so as
a difference between versions: that is shown to a person, while a walk without end would keep every writer waiting.
"""


class Standing:
    """The bases of one transaction. Each refused op is read once, and no walk calls itself."""

    def __init__(self, connection: Connection, known: dict[str, log.Said]) -> None:
        self.connection, self.known = connection, known
        self._refused: dict[str, Base] = {}

    def learn(self, op_id: str, base: str) -> None:
        """This op was refused just now, with this base (its text in the log)."""
        self._refused[op_id] = json.loads(base)

    def look(self, wanted: Iterable[str], absent: frozenset[str] | set[str] = frozenset()) -> None:
        """One look at the log for these ops; those `absent` are known not to be there."""
        unknown = sorted(set(wanted) - self.known.keys() - absent)
        if unknown:
            self.known.update(log.seen(self.connection, unknown))

    def missing(self, base: Base) -> str | None:
        """The first op of a base that is not here or is held itself."""
        for op_id in sorted({i for some in base.values() for i in some}):
            said = self.known.get(op_id)
            if said is None or said.outcome == "held":
                return op_id
        return None

    def below(self, base: Base) -> Base:
        """The base with every refused op replaced by what that one stood upon, or what stood on it would wait for ever."""
        named = {i for some in base.values() for i in some}
        if not any(i in self._refused or (i in self.known and self.known[i].outcome == "refused") for i in named):
            return base
        return {field: self._below(some, field) for field, some in base.items()}

    def of_refused(self, base: Base) -> Base:
        """What stays in the log of the base of an op that is refused: what is below it, each op once."""
        self.look(i for some in base.values() for i in some)
        return {field: list(dict.fromkeys(some)) for field, some in self.below(base).items()}

    def _below(self, some: Sequence[str], field: str) -> list[str]:
        found: dict[str, None] = {}
        been: set[str] = set()
        left = list(reversed(some))
        while left and len(been) < MOST_STEPS and len(found) < MOST_IDS:
            op_id = left.pop()
            if op_id in been:
                continue
            been.add(op_id)
            beneath = self._base_of(op_id)
            if beneath is None:
                found[op_id] = None
            else:
                left.extend(reversed(beneath.get(field, ())))
        return list(found)

    def _base_of(self, op_id: str) -> Base | None:
        """What a refused op stood upon; None for one that was not refused."""
        if op_id not in self._refused:
            self.look([op_id])
            said = self.known.get(op_id)
            if said is None or said.outcome != "refused":
                return None
            self.learn(op_id, log.base_of(self.connection, said.seq))
        return self._refused[op_id]
