"""Every way this system says no: the code, its sentence and the HTTP status that goes with it.

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
        "参加过这次审核的人不能作认证决定（GB/T 27021.1 对独立性的要求），在本系统里也不能复核。请换一位没有参加审核的人。"
    ),
    "not_on_team": N_("您已不在这次审核的审核组里，这条内容先保留着。请审核组长或计划人员处理。"),
    "not_sent": N_("这家企业不是抽取时派给您检查的。请由派去的检查人员或本局监管人员来做。"),
    "recused": N_(
        "您或者与您同名的人对这家企业回避，不能参加对它的检查。请由其他检查人员或监管人员来做；只是同名的，请管理员在您的姓名后面加上部门。"
    ),
    "damaged_original": N_("这张照片的原件已损坏，内容与收到时的摘要不符，不能下载。请告诉管理员从备份找回。"),
    "absent": N_("没有找到这一项，或者它不属于您所在的单位。请回到列表重新选择。"),
    # the shape of what was sent
    "missing": N_("「{field}」还没有填。请补上后再提交。"),
    "bad_shape": N_("「{field}」的内容不对：{reason}。请改正后再提交。"),
    "bad_value": N_("「{field}」不能是「{value}」。请从可选项里选一个。"),
    "too_long": N_("「{field}」最多 {limit} 个字。请删短后再提交。"),
    "unknown_kind": N_("系统不认识「{kind}」这种操作，已先保留。请升级系统后再试。"),
    "held_too_large": N_("这条内容现在还不能办，又超过 {most} KiB，没有保留。请等它需要的内容到了以后再提交。"),
    "held_too_many": N_("您已有 {most} 条内容在等待，系统不认识的不再保留。请升级系统、处理等待的内容后再提交。"),
    "held_later": N_("您等待处理的内容太多，这一条先没有收。请处理等待的内容，以后再提交；平板会自动再传。"),
    "batch_too_large": N_("一次送来的内容太多，这一条先没有收。请再送一次；平板会自动再传。"),
    "newer_version": N_("这条内容来自更新的版本，已先保留。请升级服务器后再同步。"),
    "bad_id": N_("编号「{value}」不是本系统的编号。请刷新页面后重做一次。"),
    "already_exists": N_("编号「{value}」已经有了。请刷新页面查看。"),
    "code_reserved": N_("代号不能是 {value}，请换一个。"),
    "version_old": N_(
        "这一步是旧版的页面或程序的写法，今天的规则要问的它没有写，没有办。请刷新页面，看过现在的内容再做。"
    ),
    # states and guards
    "wrong_state": N_("现在是「{state_word}」，不能「{verb_word}」。请刷新页面，看看是谁改了什么。"),
    "changed_since": N_(
        "页面打开之后别人改过：您看到的是「{was}」，现在是「{now}」，您写的是「{yours}」。请看过再改。"
    ),
    "conclusion_changed": N_(
        "页面打开之后别人改过「{what_word}」：您看到的是「{was}」，现在是「{now}」。这一步没有办；看过现在的内容，再决定要不要办。"
    ),
    "step_changed": N_(
        "页面打开之后别人改过结论：您看到的是「{was_word}」，现在是「{now_word}」。这一步没有办；看过现在的内容，再决定要不要办。"
    ),
    "last_step_changed": N_(
        "页面打开之后有人办过：您看到的最后一步是「{was_word}」，现在是「{now_word}」。这一步没有办；看过现在的内容，再决定要不要办。"
    ),
    "no_step_to_undo": N_(
        "现在是「{state_word}」，最后一步不能撤销：能撤销的只有登记的步骤；签发、发出和撤回的不能撤销。"
    ),
    "step_in_accepted": N_("附件 3 已经接收，里面有「{verb_word}」写进去的内容，这一步不能再撤销。"),
    "roles_changed": N_(
        "页面打开之后别人改过角色：您看到的是「{was_words}」，现在是「{now_words}」，您选的是「{yours_words}」。请看过再改。"
    ),
    "stale": N_("页面打开之后别人改过这一项。请刷新页面，看过新内容再改。"),
    "not_complete": N_("还差 {count} 处：{missing_words}。补上后再继续。"),
    "major_open": N_("严重不符合 {number} 还没有关闭。请先验证并关闭，再作认证决定。"),
    "minor_open": N_("不符合项 {number} 的纠正措施还没有接受。请先审查企业的回复，再作认证决定。"),
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
    "namesake": N_(
        "本单位已经有「{name}」的账号 {account}。同一个人不要再建账号；另有其人的，请在「添加人员」里看过以后再添加。"
    ),
    "recused_by_name": N_(
        "「{name}」在检查人员名单里有回避，回避按姓名认，同名的人不能改这个姓名。请让另一位管理员来改。"
    ),
    "number_taken": N_("「{number}」已经用过。请换一个。"),
    "quota_wrong": N_("抽取家数须是 1 以上的整数，现在是「{quota}」。请改正。"),
    "quota_too_large": N_("名录里当天有效的只有 {frame} 家，抽不出 {quota} 家。请减少家数或补全名录。"),
    "below_minimum": N_(
        "抽取 {quota} 家，少于最低 {minimum} 家。请写明原因，至少 {least} 个字；原因会一直留在抽取记录里。"
    ),
    "setting_not_here": N_("这一项设置只有认证机构才有，请到认证机构里改。"),
    "judged_not_listed": N_(
        "现场判为不符合的 {clauses} 没有列为问题。请列入，或者在备注里写明为什么不列，至少 {least} 个字。"
    ),
    "version_not_listed": N_(
        "{clauses} 的现场判定有几个版本，还没有核对，其中有不符合，没有列为问题。"
        "请先在平板上核对，或者列入，或者在备注里写明为什么不列，至少 {least} 个字。"
    ),
    "reason_says_nothing": N_("理由至少要有 {least} 个字，标点和数字不算。请写明为什么。"),
    "reason_short": N_("原因太短，至少 {least} 个字，标点和数字不算。请写明为什么；原因会一直留在记录里。"),
    "reserve_short": N_("备选名单只剩 {left} 家，补抽不了 {count} 家。请减少家数。"),
    "problem_missing": N_("结论是「{step_word}」，还没有写发现的问题。请写明至少一个问题。"),
    "note_missing": N_("结论是「{step_word}」，备注还没有写。请写明企业怎样自行整改。"),
    "note_says_nothing": N_(
        "结论是「{step_word}」，备注至少要有 {least} 个字，标点和数字不算。请写明企业怎样自行整改。"
    ),
    "problem_with_none": N_(
        "结论是「{step_word}」，却写了 {count} 个问题。有问题的，请按最重的问题选处理档次；不是问题的，请把那一行清空。"
    ),
    "no_company": N_("这次约谈还没有涉及的企业。写抽查结论时并入企业，再发通知。"),
    "before_checks": N_("约谈日期 {value} 早于所涉企业的抽查日期 {checked}。请改晚，或先核对抽查日期。"),
    "extended_as_draft": N_("整改通知还没有签发，不用延期。期限不对，请更正结论，写下新的期限；签发以后再延期。"),
    "term_from_service": N_("期限从送达起算，现在还没有送达。登记送达以后再延期。"),
    "paper_sent": N_("结论引出的「{paper_word}」已经{state_word}，不能更正结论。请按它的实际情况继续办理。"),
    "city_there": N_("这个市已经在这次抽查里。请选别的市。"),
    "number_other": N_(
        "已经有文号「{now}」，这一步写的是「{yours}」。请去掉这一步的文号；要改文号，另行更正并写明原因。"
    ),
    "measure_there": N_("对认证机构已经有「{paper_word}」。不用再起草。"),
    "measure_unasked": N_("结论是「{step_word}」，不处理认证机构。"),
    "corrected_open": N_("有 {count} 家的结论正在更正，还没有完成检查。请先退回，由市知识产权局完成后再报送。"),
    "number_there": N_("已经有文号「{number}」。要改，请写明原因，至少 {least} 个字。"),
    "due_past": N_("期限 {value} 已经过去。请改成今天以后的日期。"),
    "draw_before_register": N_(
        "抽取日期 {value} 早于名录导入的日期 {imported}。请核对后改正；确实抽取在先、补记的，在原因里写明，至少 {least} 个字。"
    ),
    "issued_before_checks": N_("签发日期 {value} 早于所涉企业的抽查日期 {checked}。查过以后才能签发，请核对后改正。"),
    "issued_before_conclusion": N_(
        "签发日期 {value} 早于写下结论的日期 {recorded}。有了结论才能签发，请核对；结论在先、事后补登记的，写明原因，至少 {least} 个字。"
    ),
    "notified_before_approval": N_(
        "通知日期 {value} 早于登记批准的日期 {recorded}。批准以后才能通知，请核对；批准在先、事后补登记的，写明原因，至少 {least} 个字。"
    ),
    "before_draw": N_("通知日期 {value} 早于抽取日期 {drawn}。抽中以后才能通知，请核对后改正。"),
    "major_in_draft": N_("严重不符合 {number} 还是草稿。请先开具并请受审核方确认，或者撤回，再提交。"),
    "seed_marked": N_("种子里有看不见的字符或多余的空格，别人无法照着重算。请重新输入种子，不要粘贴。"),
    "seed_missing": N_("还没有写抽取种子。请写一段事先公布的文字。"),
    "strata_unknown": N_("分层用的列「{column}」名录里没有。请改用名录表头里的列。"),
    "inspectors_too_few": N_("「{name}」只有 {count} 名检查人员可派（已除去回避的），至少要 2 名。请补充检查人员。"),
    "inspectors_of_draw": N_(
        "替换只派抽取（补抽）那天名单里的检查人员，其中除去回避的，可派去「{name}」的只有 {count} 名，至少要 2 名；"
        "以后补进名单的人不用于替换。派不出两人的企业可以在抽取记录里补抽：补抽按备选名单的顺序，用今天的检查人员名单；补抽过这些企业以后才能替换，可能要补抽好几家。"
    ),
    "inspector_without_card": N_("检查人员「{name}」没有执法证号，不能参加抽取。请补上证号。"),
    "inspector_doubled": N_("执法证号「{card_no}」在检查人员名单里出现了两次。请删去重复的一行。"),
    "inspectors_differ": N_(
        "有 {count} 处和已有的检查人员不一致（先看执法证号 {card_no}），还没有逐项认可。请核对；名单写错的，改正后重新上传。"
    ),
    "code_twin": N_("已经有代号「{number}」，和「{value}」只有大小写或形似的字不同。请换一个。"),
    "by_the_team": N_(
        "「{name}」是审核组的人，不能替受审核方确认。请由对方的人写自己的姓名；确实同名的，在姓名后面写上部门再确认。"
    ),
    "no_name": N_("这里写的是「{value}」，不是名称，也不是号码。请写上真正的名称或号码；可以不填的，请空着。"),
    "code_signs": N_("「{value}」里有形似的横线、数字或字母，应写成「{right}」。请改正后再提交。"),
    "recusal_of_other": N_(
        "执法证号 {card_no} 的「{name}」有回避、没有账号，名单把它放到了「{other}」的账号上。"
        "回避不能落到别人身上：请去掉账号，或者先核对姓名。"
    ),
    "own_recusal": N_(
        "名单里没有写您本人或同名的人（执法证号 {card_no}）对 {value} 的回避。不能取消自己的回避：请补上再导入，或者请另一位监管人员来做。"
    ),
    "bad_uscc": N_("统一社会信用代码「{value}」不对：{reason_word}。请对照营业执照改正。"),
    "edition_unknown": N_("没有「{edition}」这个标准版本。请从版本列表里选一个。"),
    # dates
    "bad_date": N_("「{value}」不是日期。请写成 2023-10-27 这样。"),
    "bad_term": N_("期限「{value}」不对：要 1 以上的整数，单位是工作日、日、月或年。请改正。"),
    "out_of_calendar": N_("期限太长，算出的日期超出了日历。请改短。"),
    "provisional": N_("{year} 年的放假安排还没有公布，这个日期是暂定的；公布后会重新计算。"),
    # added with `ops` and its handlers
    "which_organisation": N_("有几家单位用了同一个代号（{known}）。请写明是哪一家。"),
    "id_taken": N_("这个操作编号已经被别人用过。请刷新页面后重做一次。"),
    "base_unknown": N_("这一步所依据的内容服务器上没有，没有办。请刷新页面，看过现在的内容再做。"),
    "base_not_here": N_("它所依据的内容还没有到服务器，已先保留，到齐后自动处理。"),
    "subject_not_here": N_("它所属的内容还没有到服务器，已先保留，到齐后自动处理。"),
    "visit_not_ready": N_("这次审核或检查还没有备好，内容先保留；备好以后自动记入。"),
    "visit_closed": N_(
        "这次审核或检查已经提交，这条内容先保留着。审核由审核组长或计划人员放行，开始复核以后由没有参加审核的人放行；"
        "抽查由市知识产权局放行。"
    ),
    "recused_since": N_(
        "{name}对{company}回避，这条内容写在列为回避以后，不能放行。请由不回避的检查人员或监管人员重新检查、记录；只是同名的，请管理员在姓名后面加上部门。"
    ),
    "release_in_review": N_(
        "这次审核已经开始复核，迟到的内容由没有参加审核的计划人员、认证决定人员或机构管理员放行。也可以退回，再由审核组长放行。"
    ),
    "edition_in_use": N_("已经有记录或判定，标准版本不能再改。需要时请取消这次审核，另建一次。"),
    "edition_too_new": N_("{standard} 自 {since} 起实施，{day} 开始的审核不能用它。请改日期，或者选当时实施的版本。"),
    "edition_over": N_(
        "按 {standard} 的认证到 {last} 为止（认监委、国家知识产权局公告 2023 年第 27 号），{day} 的审核不能用它。"
        "请选 {current}；日期写错了的，请改日期。"
    ),
    "edition_unexplained": N_(
        "自 {since} 起只受理按 {current} 的申请（认监委、国家知识产权局公告 2023 年第 27 号）。"
        "确需按 {standard} 审核的，请写明理由；申请在这以前受理的，请写受理日期。"
    ),
    "closing_in_use": N_(
        "已经有不符合项，整改期限从结束日期算起，结束日期不能再改。请保留日期；确实写错了的，由审核组先在平板上写明理由撤回不符合项，更正以后再开。"
    ),
    "leader_unfit": N_("{name} 没有审核组长的角色，不能当组长。请选有这个角色的人，或者请管理员先改角色。"),
    "audit_too_long": N_("从 {starts} 到 {ends} 有 {days} 天，一次审核最长 {most} 天。请核对年份。"),
    "region_other_name": N_("名称里写的是 {named}，选的区划却是 {region}。请核对是哪一个写错了。"),
    "code_other_region": N_("代号 {own} 是 {named} 的区划代码，选的区划却是 {region}。请核对是哪一个写错了。"),
    "code_no_region": N_("代号 {own} 像行政区划代码，但不是 {region}（{of}）。请写这个单位的区划代码，或者换成字母。"),
    "organisation_used": N_(
        "已经有{what_word}用着这个单位，类别和代号不能再改。请另建一个写对的单位，再停用这里的账号。"
    ),
    "letters_spent": N_("审核组的字母已经用完，不能再加人。"),
    "region_unknown": N_("区划「{value}」不在列表里。市知识产权局选设区市，省知识产权局选本省。"),
    "region_of_office": N_("只有知识产权局有区划。其他单位请选「不选」。"),
    "parent_of_city": N_("只有市知识产权局有上级。其他单位请选「不选」。"),
    "region_taken": N_("已经有市知识产权局用区划 {value}。请核对是哪一个写错了。"),
    "region_in_use": N_("这个局的抽查已经导入名录，区划不能再改。请先由省知识产权局处理那次抽查。"),
    "parent_missing": N_("市知识产权局要有上级。请选省知识产权局。"),
    "parent_in_use": N_("这个局已经在上级的抽查任务里，上级不能再改。"),
    "nothing_changed": N_("没有改任何一处。请先改，再更正。"),
    "reason_asked": N_("别人已经看过，要写原因，至少 {least} 个字。"),
    "role_not_here": N_("这个单位不能有「{roles}」这种角色。请改选。"),
    "not_yourself": N_("不能停用自己的账号。请让另一位管理员来做。"),
    "contents_list": N_("目录清单有 {count} 处不对，第一处在第 {row} 行：{message}。请改正后重新提交。"),
    "one_leader": N_("审核组要有且只有一名审核组长。请改正审核组名单。"),
    "twice_on_team": N_("同一个人在审核组里出现了两次。请删去重复的一行。"),
    "owner_not_on_team": N_("有章节分给了审核组以外的人。请从审核组里选。"),
    # on site
    "subject_differs": N_("这条内容的编号和它写的审核、条款或作者对不上。请刷新页面后重做一次。"),
    "clause_unknown": N_("「{ref}」不是这次检查用的标准版本里的条款。请从条款列表里选。"),
    "confirmed_since": N_("{number} 已由{confirmed_by}确认，没有删除。确认以后要撤回，须写明理由。"),
    "confirmed_words": N_(
        "{number} 已由{confirmed_by}确认，没有改。需要说明的，请写在审核记录里；要改的，另开一项请对方确认，"
        "原来的由审核组在平板上写明理由撤回。"
    ),
    "draft_deleted": N_("草稿 {number} 已被{name}删除，这一步没有办。请先恢复草稿，再请对方确认。"),
    "forms_elsewhere": N_("「两项都保留」里有这次审核没有的不符合项，没有记下。请看过这一条现在的不符合项再选。"),
    "words_unseen": N_("{names}在这一项里写了内容，删除时您还没有看到。没有删除；看过以后可以再删。"),
    # the regulator
    "table_changed": N_("页面打开之后汇总表有变化，没有提交。请刷新页面，看过再做。"),
    "city_doubled": N_("同一个市在这次抽查里出现了两次。请删去重复的一个。"),
    "register_frozen": N_("这个市的名录已经确定，不能再导入。"),
    "other_city": N_("名录里有 {count} 行不是{city}的企业，第一处在第 {row} 行。请只导入本市的企业。"),
    "staff_missing": N_("检查人员名单里只有 {count} 人，至少要 2 人才能抽取。请先导入检查人员。"),
    "round_closed": N_(
        "这个市的抽查现在是「{state_word}」，这一步不能办：封存以前不能检查，报送以后要省知识产权局退回才能改，接收以后不能再改。"
    ),
    "follow_up_unasked": N_("「{step_word}」不需要限期整改，也不处理认证机构。请去掉，或者改选处理档次。"),
    "list_changed": N_("抽取以后检查人员名单换过，替换只从抽取时的名单里派人。请刷新页面，看过谁来再替换。"),
    "reserve_empty": N_("备选名单已经用完，没有可以替换的企业。"),
    "problem_graver": N_("有的问题比处理档次重。请把处理档次选得和最重的问题一样，或者改轻那个问题。"),
    "draft_other_number": N_(
        "选的草稿写的批准号是 {theirs}，这一家的认证机构批准号是 {yours}，不是同一家机构。请另选一份，或新开一份。"
    ),
    "paper_other_number": N_(
        "{company} 的认证机构批准号是 {yours}，这份草稿写的是 {theirs}，不是同一家机构，还不能发出。"
        "请先核对这一家的批准号，或者更正它的结论、另选一份。"
    ),
    "draft_closed": N_("选的约谈或书面提醒已经发出，或者不是这家认证机构的。请另选一份，或新开一份。"),
    "due_before_check": N_("整改期限 {value} 不在抽查日期 {checked} 之后。请改晚，或先核对抽查日期。"),
    "due_before_issue": N_("整改期限 {value} 不在签发日期 {on} 之后。请核对签发日期；期限写错了，先更正结论。"),
    "due_twice": N_("整改期限和送达后的天数都填了，只能留一个。请去掉不用的一个。"),
    "never_begun": N_("这一家还没有开始检查，不能写「{step_word}」。请先收回无法检查，再通知企业、开始检查。"),
    "refused_untold": N_("企业还没有通知，不能写「{step_word}」。请先登记通知，或者改选处理档次。"),
    "day_missing": N_("还没有写日期。请写明哪一天知道这一家无法检查。"),
    "known_before_draw": N_("日期 {value} 早于抽取日期 {drawn}。抽中以后才谈得上无法检查，请核对后改正。"),
    "campaign_below": N_(
        "最低 {minimum} 家，少于规则里的 {rule} 家。请写明原因，至少 {least} 个字；原因会一直留在抽查任务里。"
    ),
    "year_not_named": N_("年度写的是 {value} 年，名称里写的是 {named} 年。请改成一致。"),
    "due_other_year": N_("报送日期 {value} 不在 {year} 年到 {last} 年之间，和年度对不上。请核对年度和报送日期。"),
    "due_too_far": N_("整改期限 {value} 在抽查日期 {checked} 之后 {days} 天，最多 {most} 天。请核对年份后改正。"),
    "not_after_first": N_("延期以后的期限 {value} 没有晚于延期以前的 {before}。请改晚；延期的期限要比原来的晚。"),
    "day_emptied": N_("已经登记的不能清空，只能改成对的。请写上对的内容，或者取消。"),
    "extended_too_far": N_("延期到 {value}，比原来的期限 {before} 晚 {days} 天，最多 {most} 天。请核对后改正。"),
    "nothing_to_transfer": N_("结论里没有写移交。请先更正结论，写明移交哪个机关、什么事项。"),
    "transfer_there": N_("已经有移交日期 {value}。写错了，请在「更正通知和抽查日期」里改。"),
    "date_ahead": N_("日期 {value} 还没有到。请写实际发生的日期。"),
    "words_changed": N_("对方看过的内容后来改了：{differ_words}。请对方看过现在的内容，再确认一次。"),
    "words_unproven": N_("这次确认没有记下对方看的是哪一版内容。请对方看过现在的内容，再确认一次。"),
    "review_days": N_("复核期限要写 0 到 {most} 的整数；0 是不设期限。"),
    "asked_anew": N_("后来又请对方确认了一次，以后一次为准；这一次留在历史里。"),
    "superseded": N_("对方已经看过现在的内容，重新确认过了；这一次留在历史里。"),
    "already_raised": N_("不符合项 {number} 已经开具，内容相同。不用再做什么。"),
    "already_confirmed": N_("{confirmed_by} 已经确认不符合项 {number}，内容相同；这一次留在历史里。不用再做什么。"),
    "stands_already": N_("不符合项 {number} 里已经是这样写的。不用再做什么。"),
    "held_removed": N_("运维人员已取消处理，不再等待；写明的原因是「{reason}」。"),
    "only_the_company": N_("这项确认要等对方看过现在的内容再确认，谁也不能代为放行。"),
    "dates_reversed": N_("{day_word} {value} 早于{before_word} {before}。请核对后改正。"),
    "upload_gone": N_("上传的文件已经不在了（超过一天会清掉）。请重新上传后再确认。"),
    "not_later": N_("新的期限 {value} 没有晚于现在的 {before}。请改晚。"),
    # evidence
    "photo_too_large": N_("照片「{name}」超过 {limit}。请改用较小的照片，原图请另行保存。"),
    "photo_raised": N_("照片「{photo}」是不符合项 {number} 的证据，没有删除。要删除，请先在不符合项里去掉这张照片。"),
    "photo_confirmed": N_(
        "照片「{photo}」是不符合项 {number} 的证据，对方（{confirmed_by}）已经确认，没有删除。需要说明的，请写在审核记录里。"
    ),
    "photo_number_fixed": N_(
        "照片「{photo}」是不符合项 {number} 的证据，编号不能再改，没有移动。请再移一次，编号不变。"
    ),
    "bad_digest": N_("照片「{name}」在路上变了（摘要对不上）。本机的原图还在，请重新上传。"),
    "original_named": N_("这个原件已经有人用到，或者正在上传，没有清理。"),
    "bad_photo": N_("文件「{name}」不是能用的照片：{reason}。请改用 JPEG、PNG 或 WebP。"),
}
"""code -> Chinese template; `{name}` is filled from the details. Add a code here before raising it anywhere."""

UNSAID: dict[str, dict[str, str]] = {"dates_reversed": {"day_word": N_("日期"), "before_word": N_("前一步的日期")}}
"""code -> the words of details that an answer in an older log does not have."""

STATUS: dict[str, int] = dict.fromkeys(SENTENCES, 422) | {
    "not_permitted": 403,
    "not_independent": 403,
    "not_on_team": 403,
    "not_sent": 403,
    "recused_since": 403,
    "release_in_review": 403,
    "recused": 403,
    "absent": 404,
    "damaged_original": 409,
}
"""code -> HTTP status: 403 not permitted, 404 absent or another organisation's, 422 against a rule."""


class Refused(Exception):
    """A no that the caller is meant to hear.

    `code` is a key of SENTENCES, `field` the form field at fault or None, `details` what fills the sentence (and what a
    program reads). Details whose name ends in `_word` or `_words` are msgids themselves: they are translated, filled
    from the other details, and `field_word` stands for the field's name in a sentence. A detail {zh, en} is a name that no
    catalogue has, a clause's.
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
        details = UNSAID.get(self.code, {}) | self.details
        words = {name: value for name, value in details.items() if name.endswith(("_word", "_words"))}
        template = translate(self.template)
        tongue = "zh" if template == self.template else "en"
        shown = {"field": self.field or ""} | {name: _listed(value, _same, tongue) for name, value in details.items()}
        for name, value in words.items():
            shown[name] = _fill(_listed(value, translate, tongue), shown)
        if "field_word" in shown:
            shown["field"] = shown["field_word"]
        return _fill(template, shown)

    def as_dict(self) -> dict[str, Any]:
        """For JSON: {code, field, sentence, details}."""
        return {"code": self.code, "field": self.field, "sentence": self.sentence, "details": dict(self.details)}

    def __str__(self) -> str:
        return self.sentence


def _listed(value: Any, translate: Callable[[str], str], tongue: str) -> str:
    """One or several of them after each other; what has a name of its own in either language, in that of the sentence."""
    if isinstance(value, (list, tuple)):
        return (", " if tongue == "en" else "、").join(_listed(one, translate, tongue) for one in value)
    return str(value[tongue]) if isinstance(value, Mapping) and tongue in value else translate(str(value))


def _fill(template: str, details: Mapping[str, str]) -> str:
    return _Lenient().vformat(template, (), details)


class _Lenient(string.Formatter):
    """Fills what it knows and leaves 「…」 for a detail nobody gave: a sentence never turns into a second error."""

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key), "…")
