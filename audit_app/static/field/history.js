// What was done to a clause or a nonconformity, in words: own ops, others' news and the heads the pack brought.
import { dateWords } from "./clock.js";
import { look } from "./look.js";
import { field, refOf } from "./state.js";
import { t } from "./words.js";

const short = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
/** What a field of a nonconformity was set to, in words. */
export const FIELD_WORDS = {
  severity: (value) => t("严重程度：%(word)s", { word: look(value).word }),
  fact: (value) => t("事实描述：%(text)s", { text: short(value) }),
  clauses: (value) => t("不符合条款：%(text)s", { text: value.map((ref) => refOf(ref)?.number ?? ref).join(t("、")) }),
  department: (value) => t("责任部门：%(text)s", { text: value }),
  photos: (value) => t("选用照片 %(n)s 张", { n: value.length }),
  term: (value) => (value.on ? t("期限：%(day)s", { day: dateWords(value.on) }) : t("期限：%(n)s 天", { n: value.days })),
  moved: (value) => (value ? t("顺延") : t("不顺延")),
};
const KIND_WORDS = {
  "record.set": (body) => t("审核记录：%(text)s", { text: short(body.text) }),
  "judgement.set": (body) => (body.value ? t("判定：%(word)s", { word: look(body.value).word }) : t("清除判定")),
  "nonconformity.draft": (body) => t("开不符合项 %(number)s", body),
  "nonconformity.set": (body) => Object.keys(FIELD_WORDS).filter((name) => name in body).map((name) => FIELD_WORDS[name](body[name])).join(t("；")),
  "photo.add": (body) => t("照片 %(number)s", body),
  "sample.add": () => t("抽样"),
  "interview.add": () => t("面谈"),
  "nonconformity.raise": () => t("开具"),
  "nonconformity.confirm": (body) => t("%(post)s %(name)s 确认（输入姓名确认）", body),
  "nonconformity.withdraw": () => t("删除草稿"),
};

function ofPack(subject) {
  const { judgements, nonconformities } = field.pack.state;
  const ref = subject.split("/")[1];
  const form = nonconformities.find((one) => one.id === subject);
  const row = (head, words) => ({ op: head.op, author_name: head.author_name, at: head.at, words });
  if (ref) return (judgements[ref]?.heads ?? []).map((head) => row(head, KIND_WORDS["judgement.set"]({ value: head.value })));
  if (!form) return [];
  return Object.entries(form.heads).flatMap(([name, heads]) => heads.map((head) => row(head, FIELD_WORDS[name](head.value))));
}

const outcome = (op, words) => (op.state === "refused" ? t("%(words)s（服务器没有收下）", { words }) : words);

/** What an own op was to do, in words: the clause or the number of its nonconformity, and the change. */
export function wordsOf(op) {
  const place = refOf(op.body.ref)?.label ?? field.model?.nonconformities.get(op.subject)?.number;
  return [place, KIND_WORDS[op.kind]?.(op.body)].filter(Boolean).join(" · ");
}

/** Rows {op, author_name, at, words} of some subjects, the latest first; each op once. */
export function historyOf(subjects) {
  const rows = new Map();
  subjects.flatMap(ofPack).forEach((row) => rows.set(row.op, row));
  [...field.news, ...field.ops.values()].filter((op) => subjects.includes(op.subject) && KIND_WORDS[op.kind])
    .forEach((op) => rows.set(op.id, { op: op.id, author_name: op.author_name, at: op.at, words: outcome(op, KIND_WORDS[op.kind](op.body)) }));
  return [...rows.values()].sort((a, b) => (a.op < b.op ? 1 : -1));
}
