"""Rule packs: terms, counts and dates of a body or a region, each value with its source and status.
Nothing is computed here; `audit_app/rules` is given the values.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from checklists import files
from checklists.edition import digest_of
from schemas.checklist import RulePackSchema


class UnknownRule(LookupError):
    """Raised for a pack or a key that does not exist; the message is a sentence for the screen."""


@dataclass(frozen=True)
class Rule:
    """A value, the rule it comes from, and CONFIRMED, LIKELY or ASSUMED."""

    value: Any
    source: str
    status: str
    note: str = ""


@dataclass(frozen=True)
class RulePack:
    """A dated set of rules; cases pin it by `id` and `digest`."""

    id: str
    title: str
    title_en: str
    effective_from: str
    rules: dict[str, Rule]

    @cached_property
    def digest(self) -> str:
        """sha256 over the canonical JSON of the pack."""
        return digest_of(self.as_data())

    def rule(self, key: str) -> Rule:
        """Value, source and status of one rule; raises UnknownRule."""
        try:
            return self.rules[key]
        except KeyError:
            raise UnknownRule(f"规则包 {self.id} 里没有 {key}。") from None

    def value(self, key: str) -> Any:
        """The value of one rule; raises UnknownRule."""
        return self.rule(key).value

    def as_data(self) -> dict[str, Any]:
        """All of the pack as plain data."""
        rules = {key: {"value": r.value, "source": r.source, "status": r.status, "note": r.note}
                 for key, r in self.rules.items()}  # fmt: skip
        return {"id": self.id, "title": self.title, "title_en": self.title_en,
                "effective_from": self.effective_from, "rules": rules}  # fmt: skip


def rulepacks() -> list[str]:
    """The ids of the rule packs that are shipped, sorted."""
    return files.names("rulepacks")


DEFAULT_PACK = "body-default.2"
"""The rules that hold where nobody has chosen others, or the chosen ones say nothing."""


def last_day_2013() -> str:
    """The last day (ISO date) on which a certificate by the edition of 2013 may stand."""
    return str(rulepack(DEFAULT_PACK).value("transition.last_day_2013"))


TERMS = ("nonconformity.minor.days", "nonconformity.major.days", "nonconformity.unit", "nonconformity.presets")
"""What a visit's pack and every nonconformity ask of the rules that count their terms."""


@cache
def rulepacks_for_terms() -> tuple[str, ...]:
    """The ids of the rule packs that say how terms are counted: those that a certification body can choose."""
    return tuple(name for name in rulepacks() if set(TERMS) <= set(rulepack(name).rules))


@cache
def rulepack(name: str) -> RulePack:
    """A rule pack by id (`jiangsu-2023`, `body-default`). Raises UnknownRule, or marshmallow's ValidationError
    when the file does not have the shape of a rule pack."""
    if name not in rulepacks():
        raise UnknownRule(f"没有规则包 {name}。现有：{'、'.join(rulepacks())}。")
    data = RulePackSchema().load(files.read(files.HOME / "rulepacks" / f"{name}.yaml"))
    rules = {key: Rule(**rule) for key, rule in data["rules"].items()}
    return RulePack(data["id"], data["title"], data["title_en"], data["effective_from"].isoformat(), rules)
