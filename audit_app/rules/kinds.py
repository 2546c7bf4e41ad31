"""The words of what is recorded on site, by kind of op, for lists of what waits. What a kind does is in `ops`."""

from audit_app.rules.refusals import N_

KIND_WORDS: dict[str, str] = {
    "judgement.set": N_("判定"),
    "judgement.keep_both": N_("两项都保留"),
    "record.set": N_("审核记录"),
    "sample.add": N_("抽样"),
    "sample.withdraw": N_("撤回抽样"),
    "interview.add": N_("面谈"),
    "interview.withdraw": N_("撤回面谈"),
    "photo.add": N_("照片"),
    "photo.file": N_("照片归类"),
    "photo.use": N_("照片另用"),
    "photo.withdraw": N_("作废照片"),
    "nonconformity.draft": N_("起草不符合项"),
    "nonconformity.set": N_("修改不符合项"),
    "nonconformity.raise": N_("开具不符合项"),
    "nonconformity.confirm": N_("受审核方确认"),
    "nonconformity.withdraw": N_("撤回不符合项"),
    "nonconformity.restore": N_("恢复不符合项草稿"),
}

WAIT_FOR_BASE = frozenset({*KIND_WORDS, "audit.submit"})
"""What a tablet sends may come before what it stands on, and waits for it. At a desk nothing does: an act there would be
carried out later with the rights and the day of then."""

ON_PAGES_ONLY = frozenset({"credential.set"})
"""Kinds that only say what a page does in the same moment beside the log: nobody sends them as they are."""

BY_PERSON = frozenset({"not_on_team", "visit_closed"})
"""Reasons for waiting that a person ends by releasing; the others end by themselves."""

AGAIN = ("held.release", "held.retry")
"""Kinds after which the op that is their subject is carried out again."""

REMOVES = "held.remove"
"""The kind after which the op that is its subject is over: refused, with the reason."""

ONCE = frozenset({"nonconformity.raise", "nonconformity.confirm"})
"""Acts of which only the latest of a person waits on a subject: asked again, what waited before is over."""
