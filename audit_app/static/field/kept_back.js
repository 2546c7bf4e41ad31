// What the server keeps without carrying it out: why, in one true sentence, and who or what ends it. Own ops, and confirmations sent from other tablets.
import { changedOf, readOf } from "./form_state.js";
import { WORD_NAMES } from "./refusals.js";
import { field } from "./state.js";
import { t } from "./words.js";

const PERSON = new Set(["visit_closed", "not_on_team"]);
const COMPANY = new Set(["words_changed", "words_unproven"]);
const SENTENCES = {
  visit_closed: "到服务器时审核已经提交，等审核组长或计划人员放行；开始复核以后，等没有参加审核的人放行。",
  not_on_team: "到服务器时您已不在审核组，等审核组长或计划人员放行。",
  words_changed: "对方看过的内容后来改了，要请对方看过现在的再确认。",
  words_unproven: "这次确认没有记下对方看的是哪一版，要请对方看过现在的再确认。",
  base_not_here: "它所依据的内容还没有到服务器，到齐后自动处理。",
  visit_not_ready: "还没有备好。现在写的内容先保留，备好以后自动记入。",
  subject_not_here: "它所属的内容还没有到服务器，到齐后自动处理。",
};
const AT_OFFICE = {
  visit_closed: "到服务器时结论已经写下，由市知识产权局决定。",
  not_on_team: "到服务器时您已不在检查组：列为回避以后写的不能收，以前写的由市知识产权局决定。",
};
const LATER = "服务器还不认识这种内容，升级后自动处理。";

const FOLLOWS = new Set(["base_not_here", "subject_not_here"]);

/** The reason at the root: what stands on an own op that waits for a person waits for that person, too. */
function rootWhy(op) {
  if (!FOLLOWS.has(op.why)) return op.why;
  const bases = Object.values(op.base ?? {}).flat();
  const under = keptOps().find((one) => one.id < op.id && (bases.includes(one.id) || one.subject === op.subject));
  return under ? rootWhy(under) : op.why;
}

/** Who ends it: `person` of the body, the `company`, or `server` by itself. */
export function endedBy(op) {
  const why = rootWhy(op);
  return PERSON.has(why) ? "person" : COMPANY.has(why) ? "company" : "server";
}
/** 等待放行 only where somebody releases it. */
export const keptWord = (op) => t({ person: "等待放行", company: "要对方重新确认", server: "服务器先保留" }[endedBy(op)]);
/** What of the words that were read stands otherwise now, by name, where this tablet knows both. */
function changedWords(op) {
  const form = field.model?.nonconformities.get(op.subject);
  return form && op.body.read ? changedOf(op.body.read, readOf(form)).map((name) => t(WORD_NAMES[name])).join(t("、")) : "";
}

export function keptWhy(op) {
  const why = rootWhy(op);
  const fields = why === "words_changed" ? changedWords(op) : "";
  const office = op.url?.startsWith("/field/s/") ? AT_OFFICE[why] : null;
  return office ? t(office) : fields ? t("对方看过的内容（%(fields)s）后来改了，要请对方看过现在的再确认。", { fields }) : t(SENTENCES[why] ?? LATER);
}
/** What is so of it, in short, for the history: a confirmation does not count while what was read stands otherwise. */
export const keptBriefly = (op) => (rootWhy(op) === "words_changed" ? t("还不算：内容后来改了") : keptWord(op));
/** The pill's words for a number of such things. */
export const KEPT = { person: "%(n)s 项等待放行", company: "%(n)s 项要对方重新确认", server: "服务器先保留 %(n)s 项" };

/** All own ops that are kept back, of every visit on this tablet. */
export const keptOps = () => [...field.ops.values()].filter((op) => op.state === "held");
