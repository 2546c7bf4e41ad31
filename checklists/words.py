"""The sentences about a contents list, each once: what is wrong in which row and how to mend it. Read by
`numbering`; `schemas.words.translate_error` tells them again in another language."""

from schemas.words import N_

SENTENCES: dict[str, str] = {
    "empty_list": N_("目次里没有数据行。请逐行写 ref, number, title。"),
    "missing_source": N_("请写明目次取自哪一份授权文本。"),
    "proven_elsewhere": N_("编号 {number} 已经证实属于 {title}（{ref}）。请在 ref 填 {ref}，或写明理由。"),
    "proven_changed": N_("{title} 的编号 {proven} 已经证实，目次写的是 {number}。请核对，或在 reason 列写明理由。"),
    "proven_emptied": N_("{title} 的编号 {proven} 已经证实，目次里却是空的。请核对，或在 reason 列写明理由。"),
    "missing_title": N_("缺少标题。请按目次填写该条的标题。"),
    "unknown_ref": N_("检查表里没有 {ref}。新条款请把 ref 留空。"),
    "missing_number": N_("ref 留空的新条款必须有编号。请填写编号。"),
    "bad_number": N_("{number} 不是条款编号。请写成 8.2.1 这样的数字。"),
    "doubled_ref": N_("{ref} 在第 {row} 行已经有了。每条只写一次，请删去一行。"),
    "doubled_number": N_("编号 {number} 在第 {row} 行已经有了。请改正其中一行。"),
    "out_of_order": N_("编号 {number} 排在第 {row} 行的 {before} 之后。请按目次的先后排列。"),
    "chapter_under": N_("{ref} 是一章，不能挂在别的条款之下。请清空 under。"),
    "under_itself": N_("{ref} 不能挂在自己或自己下面的条款之下。请改写 under。"),
    "too_deep": N_("编号 {number} 超过 4 级。请写到第 4 级为止。"),
    "chapter_number": N_("{title} 是一章，编号不能是 {number}。请写章号。"),
    "not_our_chapter": N_("编号 {number} 不是本检查表的一章。前三章和附录没有审核内容，请删去该行；章要写 ref。"),
    "not_a_chapter": N_("编号 {number} 是章号，该行不是一章。请写该章的 ref 或改正编号。"),
    "in_no_chapter": N_("编号 {number} 不在本检查表的任何一章。前三章和附录没有审核内容，请删去该行。"),
    "missing_parent": N_("没有上一级 {above}。请在前面加一行，或改正编号 {number}。"),
    "under_with_number": N_("有编号的条不用写 under。请清空 under 或编号。"),
    "unknown_under": N_("under 写的 {under} 不是有编号的条款。请写目次里的一个编号。"),
    "under_too_deep": N_("{under} 已是第 4 级，下面不能再挂。请写上一级的编号。"),
}


def say(code: str, **details: object) -> str:
    """The Chinese sentence, filled in."""
    return SENTENCES[code].format(**details)
