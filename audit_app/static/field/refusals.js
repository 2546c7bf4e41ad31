// Why the server did not take an own op, and what can be done about it on a tablet, where no page is to be reloaded.
import { told as timeTold } from "./claims.js";
import { hour } from "./clock.js";
import { field } from "./state.js";
import { t } from "./words.js";

export const FIELD_NAMES = {
  text: "审核记录", severity: "严重程度", fact: "事实描述", clauses: "不符合条款", department: "责任部门", photos: "选用照片", term: "期限", moved: "顺延",
  post: "岗位", topic: "谈了什么", population: "总体", drawn: "抽取数", method: "抽样方法", result: "结果",
};
/** What the company reads, by field. */
export const WORD_NAMES = { ...FIELD_NAMES, due_on: "截止日期" };
const ADVICE = {
  wrong_state: "写的全文在历史里，可以复制。", held_removed: "写的全文在历史里，可以复制。", visit_closed: "写的全文在历史里，可以复制。", not_permitted: "写的全文在历史里，请交给审核组长。",
  words_unseen: "没有删除；看过以后可以再删。", photo_raised: "要删除，请先在不符合项里去掉这张照片。", photo_confirmed: "需要说明的，请写在审核记录里。",
  confirmed_words: "需要说明的，请写在审核记录里；要改的，另开一项请对方确认，原来的由审核组在平板上写明理由撤回。",
  confirmed_since: "确认以后要撤回，须写明理由。", draft_deleted: "请先恢复草稿，再请对方确认。",
  photo_number_fixed: "请再移一次，编号不变。",
};

/** Reasons that rest on the company's confirmation. */
const CONFIRMED = new Set(["confirmed_words", "confirmed_since", "photo_confirmed"]);
/** Reasons whose advice leads to a text. */
const OF_TEXT = new Set(["wrong_state", "held_removed", "visit_closed", "not_permitted"]);
/** What a person writes: it can be copied from where it stands in full. */
export const WRITTEN = ["text", "fact", "post", "topic", "method", "result"];
const ACTS = new Set(["nonconformity.raise", "nonconformity.confirm"]);
const written = (op) => !ACTS.has(op.kind) && WRITTEN.some((name) => typeof op.body[name] === "string");
const fieldOf = (op) => (ACTS.has(op.kind) ? undefined : [...WRITTEN, ...Object.keys(op.body)].find((one) => op.body[one] && one in FIELD_NAMES));

/** The server's reason without its advice, which is meant for a page of the office. */
function reason(op) {
  const [first = ""] = (op.sentence ?? "").replace(/^[\w.]+[：:]\s*/, "").split(/(?<=。)|(?<=\.) /);
  return first && !/[。.]$/.test(first) ? `${first}${/[\u4e00-\u9fff]/.test(first) ? "。" : "."}` : first;
}

const formOf = (op) => field.model?.nonconformities.get(op.subject) ?? field.model?.withdrawn.get(op.subject);
/** When the company confirmed what is no longer changed; the server's sentence says who did. */
function since(op) {
  if (!CONFIRMED.has(op.why)) return "";
  const form = formOf(op) ?? [...(field.model?.nonconformities.values() ?? [])].find((one) => one.confirmed_at && one.photos.includes(op.subject));
  return form?.confirmed_at ? t("确认时间：%(time)s。", { time: timeTold(form.confirmed_at) }) : "";
}

/** Work on a task whose pack came from the server, and which that server does not know any more: it was restored to an older backup. Nobody can lay
    it aside; it is offered again. */
export const owed = (op) => op.state === "refused" && op.why === "absent";

/** One sentence: which field, what is wrong, what to do. */
export function whyNot(op, name = fieldOf(op)) {
  if (owed(op)) return t("服务器上没有这次任务，可能恢复了较早的备份。内容还在这台平板上，会自动再交，请不要清除，并告诉管理员。");
  const fits = written(op) || !OF_TEXT.has(op.why);
  const advice = fits ? ADVICE[op.why] ?? (WRITTEN.includes(name) ? "文字还在原处，改好后自动再上传。" : "") : "";
  const what = name ? t("「%(field)s」没有存到服务器：%(why)s", { field: t(FIELD_NAMES[name]), why: reason(op) }) : reason(op);
  return [what, since(op), advice && t(advice)].filter(Boolean).reduce((said, next) => `${said}${/[.]$/.test(said) ? " " : ""}${next}`);
}

/** Whether this person has said the same thing anew since it was refused, so that nothing is left to mend. */
const saidAnew = (op) => [...field.ops.values()].some((later) => later.id > op.id && later.state !== "refused"
  && later.kind === op.kind && later.subject === op.subject && Object.keys(op.body).every((name) => name in later.body));

const anew = () => t("后来重新确认过");
const undone = (why) => t("没有办：%(why)s", { why });

/** What took the place of an op, or why nothing has to be done again: in short, for the history. */
const OVER = {
  superseded: (op) => (formOf(op)?.confirmed_at ? anew() : undone(formOf(op)?.raised_at ? t("不符合项后来撤回了") : t("草稿后来删除了"))),
  asked_anew: anew,
  already_raised: () => undone(t("已经开具")),
  already_confirmed: (op) => undone(formOf(op)?.confirmed_by ? t("%(name)s已经确认", { name: formOf(op).confirmed_by }) : t("对方已经确认")),
  stands_already: () => undone(t("已经是这样写的")),
  photo_raised: () => undone(t("照片是不符合项的证据")),
  photo_confirmed: () => undone(t("照片是不符合项的证据，对方已经确认")),
  photo_number_fixed: () => undone(t("照片是不符合项的证据，编号不能再改")),
};
const TOLD = new Set(["already_confirmed", "photo_raised", "photo_confirmed", "photo_number_fixed"]);

/** A choice that let go of a photo which was to be deleted: that it stays is told once, of the photo. The op says itself which one it let go of,
    so that it is the same on every page, whatever is open there. */
const letGo = (op) => Boolean(op.lets_go) && [...field.ops.values()].some((one) => one.kind === "photo.withdraw" && one.subject === op.lets_go && TOLD.has(one.why));

/** Whether something else took the place of this one, or nothing has to be done again: nothing is left to mend. */
export const over = (op) => op.why in OVER || letGo(op);

/** Every reason that `over` covers by itself. */
export const OVER_REASONS = Object.keys(OVER);

/** What became of a refused op: of one that is over what happened, of any other that it was not taken. */
export const becameOf = (op) => OVER[op.why]?.(op) ?? (letGo(op) ? undone(t("照片没有删除")) : t("服务器没有收下"));

/** Whether it is to be told though nothing has failed: things are as they should be, not as this person meant. */
export const told = (op) => op.state === "refused" && !op.seen && TOLD.has(op.why);

/** What is told of it. */
export function tellingOf(op) {
  const form = field.model?.nonconformities.get(op.subject);
  if (op.why !== "already_confirmed" || !form?.confirmed_at) return whyNot(op);
  return t("%(name)s %(time)s 已经确认 %(number)s，内容相同；%(other)s的确认留在历史里，不用再做什么。",
    { name: form.confirmed_by, time: hour(form.confirmed_at), number: form.number, other: op.body.name });
}

const notThere = (op) => op.state === "refused" && !over(op) && !saidAnew(op);

/** Whether the server refused it and the person has neither mended nor laid it aside. */
export const stands = (op) => notThere(op) && (!op.seen || owed(op));

/** Whether the person has laid it aside: it is on no server, and here in the history alone. */
export const laidAside = (op) => notThere(op) && !stands(op);

/** The own text of a field that the server refused and that was not written anew since; else null. */
export function refusedText(kind, subject, name) {
  const own = [...field.ops.values()].filter((op) => op.kind === kind && op.subject === subject && name in op.body);
  const last = own.sort((a, b) => (a.id < b.id ? -1 : 1)).at(-1);
  return last?.state === "refused" ? last : null;
}
