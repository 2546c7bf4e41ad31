// The shape, colour and word of each state on the tablet: shape first, colour repeats it. The same table as templates/_parts/glyph.html.
import { t } from "./words.js";

const LOOK = {
  todo: ["todo", "c-todo", "未审"], conforms: ["ok", "c-ok", "符合"], observation: ["obs", "c-obs", "观察项"],
  not_applicable: ["na", "c-na", "不适用"], nonconforming: ["minor", "c-major", "不符合"], minor: ["minor", "c-minor", "一般"],
  major: ["major", "c-major", "严重"], local: ["local", "c-na", "已存本机"], server: ["cloud", "c-ok", "已存服务器"],
  two: ["two", "c-minor", "待核对"], failed: ["warn", "c-major", "上传失败"], sending: ["send", "c-brand", "上传中"],
  awaited: ["todo", "c-na", "还没到服务器"], lost: ["warn", "c-major", "在这台平板上丢失"],
};

let severities = {};

/** What the body of the audit calls the severities, as the pack says it. */
export function nameSeverities(words) {
  severities = words ?? {};
}

/** {symbol, colour, word} of a state. */
export function look(state) {
  const [symbol, colour, word] = LOOK[state];
  return { symbol, colour, word: severities[state] ?? t(word) };
}

export const STATES = {
  draft: "草稿", raised: "已开具", confirmed: "已确认", responded: "已回复", returned: "退回补充", accepted: "已接受", closed: "已关闭", withdrawn: "已撤回",
};

/** The state of a clause in the tree: its judgement, or the severity of its nonconformity. */
export function clauseState(ref, model) {
  const value = model.judgements.get(ref)?.value ?? null;
  if (value !== "nonconforming") return value ?? "todo";
  const severities = [...model.nonconformities.values()].filter((one) => one.clauses.includes(ref)).map((one) => one.severity);
  if (severities.includes("major")) return "major";
  return severities.includes("minor") ? "minor" : "nonconforming";
}
