"""The rules of its own that an organisation has chosen."""

from sqlalchemy import Connection

from audit_app.rules.transition import Transition
from audit_app.store import people
from checklists.rules import DEFAULT_PACK, RulePack, rulepack, rulepacks_for_terms

LAST_DAY, ONLY_NEW = "transition.last_day_2013", "transition.accept_only_2023_from"


def rule_pack(connection: Connection, organisation: str | None) -> RulePack:
    """The rules the organisation has chosen, else those every body starts with: also where what was once chosen, or is no longer
    shipped, counts no terms."""
    chosen = people.get_setting(connection, organisation, "rule_pack") if organisation else None
    return rulepack(chosen if chosen in rulepacks_for_terms() else DEFAULT_PACK)


def transition_of(connection: Connection, organisation: str | None) -> Transition:
    """How long the edition before may be audited by; a pack that does not say it means what every body starts with."""
    pack = rule_pack(connection, organisation)
    pack = pack if LAST_DAY in pack.rules else rulepack(DEFAULT_PACK)
    return Transition(pack.value(ONLY_NEW), pack.value(LAST_DAY))
