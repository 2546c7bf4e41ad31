// What was done to a clause or a nonconformity, in words: own ops, others' news and the heads the pack brought.
import { told } from "./claims.js";
import { dateWords, termWords } from "./clock.js";
import { $, clone, list, say, show, slot } from "./dom.js";
import { keptBriefly } from "./kept_back.js";
import { look } from "./look.js";
import { becameOf } from "./refusals.js";
import { field, refOf } from "./state.js";
import { t } from "./words.js";

const short = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
/** What a field of a nonconformity was set to, in words. */
export const FIELD_WORDS = {
  severity: (value) => t("严重程度：%(word)s", { word: look(value).word }),
  fact: (value, cut = short) => t("事实描述：%(text)s", { text: cut(value) }),
  clauses: (value) => t("不符合条款：%(text)s", { text: value.map((ref) => refOf(ref)?.number ?? ref).join(t("、")) }),
  department: (value) => t("责任部门：%(text)s", { text: value }),
  photos: (value) => t("选用照片 %(n)s 张", { n: value.length }),
  term: (value) => (value.on ? t("期限：%(day)s", { day: dateWords(value.on) }) : t("期限：%(term)s", { term: termWords(value) })),
  moved: (value) => (value ? t("顺延") : t("不顺延")),
};
const KIND_WORDS = {
  "record.set": (body, cut = short) => t("审核记录：%(text)s", { text: cut(body.text) }),
  "judgement.set": (body) => (body.value ? t("判定：%(word)s", { word: look(body.value).word }) : t("清除判定")),
  "judgement.keep_both": () => t("两项都保留"),
  "nonconformity.draft": (body) => t("开不符合项 %(number)s", body),
  "nonconformity.set": (body, cut = short) => Object.keys(FIELD_WORDS).filter((name) => name in body).map((name) => FIELD_WORDS[name](body[name], cut)).join(t("；")),
  "photo.add": (body) => t("照片 %(number)s", body),
  "photo.use": ({ ref, used }) => t(used ? "照片另用于 %(label)s" : "照片不再用于 %(label)s", { label: refOf(ref)?.label ?? ref }),
  "sample.add": () => t("抽样"),
  "interview.add": () => t("面谈"),
  "nonconformity.raise": () => t("开具"),
  "nonconformity.confirm": (body) => t("%(post)s %(name)s 确认（输入姓名确认）", body),
  "nonconformity.withdraw": ({ reason }) => (reason ? t("撤回：%(reason)s", { reason }) : t("删除草稿")), "nonconformity.restore": () => t("恢复草稿"),
};

function ofPack(subject) {
  const { judgements, records, nonconformities } = field.pack.state;
  const [, ref, ...written] = subject.split("/");
  const form = nonconformities.find((one) => one.id === subject);
  const row = (head, words) => ({ op: head.op, author_name: head.author_name, at: head.at, words });
  const record = records.find((one) => one.subject === subject);
  if (written.length) return (record?.heads ?? []).map((head) => row(head, KIND_WORDS["record.set"]({ text: head.value })));
  if (ref) return (judgements[ref]?.heads ?? []).map((head) => row(head, KIND_WORDS["judgement.set"]({ value: head.value })));
  if (!form) return [];
  return Object.entries(form.heads).flatMap(([name, heads]) => heads.map((head) => row(head, FIELD_WORDS[name](head.value))));
}

/** What stands is said as it is; what does not count says so. What was refused is written out in full: this may be the only place where it still stands. */
function inWords(op) {
  const what = { refused: becameOf, held: keptBriefly }[op.state]?.(op);
  if (!what) return KIND_WORDS[op.kind](op.body);
  const words = KIND_WORDS[op.kind](op.body, op.state === "refused" ? (text) => text : short);
  return t("%(words)s（%(what)s）", { words, what });
}

/** What an op was to set, uncut. */
export const fullWords = (op) => KIND_WORDS[op.kind](op.body, (text) => text);

/** What an own op was to do, in words: the clause or the number of its nonconformity, and the change. */
export function wordsOf(op) {
  const place = refOf(op.body.ref)?.label ?? field.model?.nonconformities.get(op.subject)?.number ?? op.short;
  return [place, KIND_WORDS[op.kind]?.(op.body)].filter(Boolean).join(" · ");
}

/** Rows {op, author_name, at, words} of some subjects, the latest first; each op once. */
export function historyOf(subjects) {
  const rows = new Map();
  subjects.flatMap(ofPack).forEach((row) => rows.set(row.op, row));
  [...field.news, ...field.ops.values()].filter((op) => subjects.includes(op.subject) && KIND_WORDS[op.kind])
    .forEach((op) => rows.set(op.id, { op: op.id, author_name: op.author_name, at: op.at, words: inWords(op) }));
  return [...rows.values()].sort((a, b) => (a.op < b.op ? 1 : -1));
}

const dialog = () => document.getElementById("d-history");

/** Show what was done to some subjects. */
export function openHistory(subjects) {
  const rows = historyOf(subjects);
  list(slot("rows", dialog()), rows, (one) => one.op, () => clone("t-note"), (row, one) => {
    say($("b", row), one.words);
    say($(".t span", row), [one.author_name, told(one.at)].filter(Boolean).join(" · "));
  });
  show(slot("none", dialog()), !rows.length);
  dialog().showModal();
}
