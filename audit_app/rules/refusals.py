"""Every way this house says no: the code, its sentence and the HTTP status that goes with it.

Which rule refuses is decided elsewhere; words of buttons and states live with the machine they belong to.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from typing import Any


def N_(text: str) -> str:
    """The same text; marks a msgid for extraction where no request (and so no language) is at hand."""
    return text


def _same(text: str) -> str:
    return text


SENTENCES: dict[str, str] = {
    # who
    "not_permitted": N_("您没有做这件事的权限。需要时请联系本机构管理员。"),
    "not_independent": N_(
        "参加过这次审核的人不能复核，也不能作认证决定（GB/T 27021.1 对独立性的要求）。请换一位没有参加审核的人。"
    ),
    "not_on_team": N_("您已不在这次审核的审核组里，这条内容先保留着。请审核组长或计划人员处理。"),
    "absent": N_("没有找到这一项，或者它不属于您所在的单位。请回到列表重新选择。"),
    # the shape of what was sent
    "missing": N_("「{field}」还没有填。请补上后再提交。"),
    "bad_shape": N_("「{field}」的内容不对：{reason}。请改正后再提交。"),
    "bad_value": N_("「{field}」不能是「{value}」。请从可选项里选一个。"),
    "too_long": N_("「{field}」最多 {limit} 个字。请删短后再提交。"),
    "unknown_kind": N_("系统不认识「{kind}」这种操作，已先保留。请升级系统后再试。"),
    "newer_version": N_("这条内容来自更新的版本，已先保留。请升级服务器后再同步。"),
    "bad_id": N_("编号「{value}」不是本系统的编号。请刷新页面后重做一次。"),
    "already_exists": N_("编号「{value}」已经有了。请刷新页面查看。"),
    # states and guards
    "wrong_state": N_("现在是「{state_word}」，不能「{verb_word}」。请刷新页面，看看是谁改了什么。"),
    "stale": N_("页面打开之后别人改过这一项。请刷新页面，看过新内容再改。"),
    "not_complete": N_("还差 {count} 处：{missing_words}。补上后再继续。"),
    "major_open": N_("严重不符合 {number} 还没有关闭。请先验证并关闭，再作认证决定。"),
    "minor_open": N_("一般不符合 {number} 的纠正措施还没有接受。请先审查企业的回复，再作认证决定。"),
    "severity_open": N_("不符合项 {number} 还没有定严重程度。请审核组长先定下来。"),
    "conflict_open": N_("「{field}」有几种写法，还没有选定。请先选定一种。"),
    "not_agreed": N_("受审核方还没有确认。请先请对方确认，或写明对方不确认的理由。"),
    "reason_missing": N_("还没有写理由。请写明后再提交。"),
    "two_follow_ups": N_("还要写{missing_words}，写好才能完成这次检查。"),
    "step_unknown": N_("处理档次「{value}」不在本次抽查采用的规则里。请从列表里选一个。"),
    "rounds_open": N_("还有 {count} 个市没有接收，不能结束抽查任务。请先逐市接收。"),
    "checks_open": N_("还有 {count} 家没有查完，不能报送。请先完成，或者写明替换、无法检查。"),
    # register, draw, numbers
    "already_sealed": N_("抽取结果已经封存，不能再改。个别企业查不成时，请按备选名单的顺序替换。"),
    "register_has_problems": N_("名录里还有 {count} 处问题，不能抽取。请先按检查结果逐行改正。"),
    "number_taken": N_("「{number}」已经用过。请换一个。"),
    "quota_wrong": N_("抽取家数须是 1 以上的整数，现在是「{quota}」。请改正。"),
    "quota_too_large": N_("名录里当天有效的只有 {frame} 家，抽不出 {quota} 家。请减少家数或补全名录。"),
    "seed_missing": N_("还没有写抽取种子。请写一段事先公布的文字。"),
    "strata_unknown": N_("分层用的列「{column}」名录里没有。请改用名录表头里的列。"),
    "inspectors_too_few": N_("「{name}」只有 {count} 名检查人员可派（已除去回避的），至少要 2 名。请补充检查人员。"),
    "inspector_without_card": N_("检查人员「{name}」没有执法证号，不能参加抽取。请补上证号。"),
    "inspector_doubled": N_("执法证号「{card_no}」在检查人员名单里出现了两次。请删去重复的一行。"),
    "bad_uscc": N_("统一社会信用代码「{value}」不对：{reason_word}。请对照营业执照改正。"),
    "edition_unknown": N_("没有「{edition}」这个标准版本。请从版本列表里选一个。"),
    # dates
    "bad_date": N_("「{value}」不是日期。请写成 2023-10-27 这样。"),
    "bad_term": N_("期限「{value}」不对：要 1 以上的整数，单位是工作日、日、月或年。请改正。"),
    "out_of_calendar": N_("期限太长，算出的日期超出了日历。请改短。"),
    "provisional": N_("{year} 年的放假安排还没有公布，这个日期是暂定的；公布后会重新计算。"),
    # added with the door and its handlers
    "which_organisation": N_("有几家单位用了同一个代号（{known}）。请写明是哪一家。"),
    "id_taken": N_("这个操作编号已经被别人用过。请刷新页面后重做一次。"),
    "base_not_here": N_("它所依据的内容还没有到服务器，已先保留，到齐后自动处理。"),
    "subject_not_here": N_("它所属的内容还没有到服务器，已先保留，到齐后自动处理。"),
    "visit_closed": N_(
        "这次审核或检查已经提交，这条内容先保留着。审核由审核组长或计划人员放行，抽查由市知识产权局放行。"
    ),
    "role_not_here": N_("这个单位不能有「{roles}」这种角色。请改选。"),
    "not_yourself": N_("不能停用自己的账号。请让另一位管理员来做。"),
    "contents_list": N_("目录清单有 {count} 处不对，第一处在第 {row} 行：{message}。请改正后重新提交。"),
    "one_leader": N_("审核组要有且只有一名审核组长。请改正审核组名单。"),
    "twice_on_team": N_("同一个人在审核组里出现了两次。请删去重复的一行。"),
    "owner_not_on_team": N_("有章节分给了审核组以外的人。请从审核组里选。"),
    # on site
    "subject_differs": N_("这条内容的编号和它写的审核、条款或作者对不上。请刷新页面后重做一次。"),
    "clause_unknown": N_("这次检查用的标准版本里没有条款「{ref}」。请从条款列表里选。"),
    # the regulator
    "city_doubled": N_("同一个市在这次抽查里出现了两次。请删去重复的一个。"),
    "register_frozen": N_("这个市的名录已经确定，不能再导入。"),
    "other_city": N_("名录里有 {count} 行不是{city}的企业，第一处在第 {row} 行。请只导入本市的企业。"),
    "staff_missing": N_("检查人员名单里只有 {count} 人，至少要 2 人才能抽取。请先导入检查人员。"),
    "round_closed": N_("这个市的抽查现在是「{state_word}」，检查记录只能在封存之后、报送之前改。"),
    "follow_up_unasked": N_("「{step_word}」不需要限期整改，也不处理认证机构。请去掉，或者改选处理档次。"),
    "reserve_empty": N_("备选名单已经用完，没有可以替换的企业。"),
    "problem_graver": N_("有的问题比处理档次重。请把处理档次选得和最重的问题一样，或者改轻那个问题。"),
    "draft_closed": N_("选的约谈或书面提醒已经发出，或者不是这家认证机构的。请另选一份，或新开一份。"),
    "due_too_early": N_("整改期限 {value} 不在今天之后。请改晚。"),
    "date_ahead": N_("日期 {value} 还没有到。请写实际发生的日期。"),
    "dates_reversed": N_("日期 {value} 早于前一步的 {before}。请核对后改正。"),
    "upload_gone": N_("上传的文件已经不在了（超过一天会清掉）。请重新上传后再确认。"),
    "not_later": N_("新的期限 {value} 没有晚于现在的 {before}。请改晚。"),
    # evidence
    "photo_too_large": N_("照片「{name}」超过 {limit}。请改用较小的照片，原图请另行保存。"),
    "bad_digest": N_("照片「{name}」在路上变了（摘要对不上）。本机的原图还在，请重新上传。"),
    "bad_photo": N_("文件「{name}」不是能用的照片：{reason}。请改用 JPEG、PNG 或 WebP。"),
}
"""code -> Chinese template; `{name}` is filled from the details. Add a code here before raising it anywhere."""

STATUS: dict[str, int] = dict.fromkeys(SENTENCES, 422) | {
    "not_permitted": 403,
    "not_independent": 403,
    "not_on_team": 403,
    "absent": 404,
}
"""code -> HTTP status: 403 not permitted, 404 absent or another organisation's, 422 against a rule."""


class Refused(Exception):
    """A no that the caller is meant to hear.

    `code` is a key of SENTENCES, `field` the form field at fault or None, `details` what fills the sentence (and what a
    program reads). Details whose name ends in `_word` or `_words` are msgids themselves: they are translated, filled
    from the other details, and `field_word` stands for the field's name in a sentence.
    """

    def __init__(self, code: str, field: str | None = None, **details: Any) -> None:
        if code not in SENTENCES:
            raise KeyError(f"no sentence for refusal {code!r}: add it to SENTENCES")
        super().__init__(code)
        self.code = code
        self.field = field
        self.details: dict[str, Any] = details

    @property
    def status(self) -> int:
        """The HTTP status of this refusal."""
        return STATUS.get(self.code, 422)

    @property
    def template(self) -> str:
        """The Chinese msgid; fill it with `in_words`, which knows its places and its words."""
        return SENTENCES[self.code]

    @property
    def sentence(self) -> str:
        """The Chinese sentence, filled in."""
        return self.in_words(_same)

    def in_words(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of `translate` (gettext or alike): template first, then its words."""
        words = {name: value for name, value in self.details.items() if name.endswith(("_word", "_words"))}
        shown = {"field": self.field or ""} | {name: _listed(value, _same) for name, value in self.details.items()}
        for name, value in words.items():
            shown[name] = _fill(_listed(value, translate), shown)
        if "field_word" in shown:
            shown["field"] = shown["field_word"]
        return _fill(translate(SENTENCES[self.code]), shown)

    def as_dict(self) -> dict[str, Any]:
        """For JSON: {code, field, sentence, details}."""
        return {"code": self.code, "field": self.field, "sentence": self.sentence, "details": dict(self.details)}

    def __str__(self) -> str:
        return self.sentence


def _listed(value: Any, translate: Callable[[str], str]) -> str:
    if isinstance(value, (list, tuple)):
        return "、".join(translate(str(one)) for one in value)
    return translate(str(value))


def _fill(template: str, details: Mapping[str, str]) -> str:
    return _Lenient().vformat(template, (), details)


class _Lenient(string.Formatter):
    """Fills what it knows and leaves 「…」 for a detail nobody gave: a sentence never turns into a second error."""

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key), "…")
