"""On what a 约谈 or a 书面提醒 rests, as its page and its print say: the notice of the campaign, as the office wrote it down, and the
rule by which IP offices look into certification in their area.

Only what was read in the rule itself stands here (CONFIRMED, regulator.md 3.1): 告诫 is the market supervisors' and is not printed.
"""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.rules.refusals import N_
from audit_app.store import campaigns

RULE = N_("监督检查：《知识产权认证管理办法》（2018 年第 5 号公告）第三十三条至第三十八条")


def basis_of(connection: Connection, kind: str, row: Any) -> tuple[str | None, str]:
    """The notice under which the paper is written (None where nobody has written it down) and the rule; `row` is the paper's."""
    campaign_id = row["campaign_id"] if kind == "interview" else _round(connection, row)["campaign_id"]
    campaign: Any = campaigns.get_campaign(connection, campaign_id)
    return campaign["basis"] or None, _(RULE)


def _round(connection: Connection, row: Any) -> Any:
    return campaigns.get_round(connection, row["round_id"])
