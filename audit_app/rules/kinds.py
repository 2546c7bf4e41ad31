"""The words of what is recorded on site, by kind of op, for lists of what waits. What a kind does is in `ops`."""

from audit_app.rules.refusals import N_

KIND_WORDS: dict[str, str] = {
    "judgement.set": N_("判定"),
    "record.set": N_("审核记录"),
    "sample.add": N_("抽样"),
    "sample.withdraw": N_("撤回抽样"),
    "interview.add": N_("面谈"),
    "interview.withdraw": N_("撤回面谈"),
    "photo.add": N_("照片"),
    "photo.file": N_("照片归类"),
    "photo.withdraw": N_("作废照片"),
    "nonconformity.draft": N_("起草不符合项"),
    "nonconformity.set": N_("修改不符合项"),
    "nonconformity.raise": N_("开具不符合项"),
    "nonconformity.confirm": N_("受审核方确认"),
    "nonconformity.withdraw": N_("撤回不符合项"),
}

BY_PERSON = frozenset({"not_on_team", "visit_closed"})
"""Reasons for waiting that a person ends by releasing; the others end by themselves."""
