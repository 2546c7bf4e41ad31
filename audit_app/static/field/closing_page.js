// The page of 收尾检查: what is left, each with one tap to its place; then the summary; then 提交.
import { $, $$, attr, clone, list, say, show, slot } from "./dom.js";
import { paintFormLink, myRecord } from "./clause.js";
import { paintClash } from "./clash.js";
import { REASONS, ended, leftSaid, leftToDo, summary } from "./closing.js";
import { go } from "./router.js";
import { act, may } from "./state.js";
import { paintSubmit } from "./submit.js";
import { ownHead, upon } from "./versions.js";
import { t } from "./words.js";

const kept = (promise) => promise.catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));

/** The reason is the first words of one's own record of the clause; what it rests on is typed behind it. */
async function giveReason(ref, reason) {
  const words = t("不适用，%(reason)s：", { reason: t(reason) });
  await act(() => {
    const { subject, department, heads } = myRecord(ref);
    const text = ownHead(heads)?.value ?? "";
    const next = text.trim() ? `${words}${text}` : words;
    return [{ kind: "record.set", subject, base: { text: upon(heads) }, body: { ref, department, text: next } }];
  });
  go(`c/${ref}`);
  const box = $(`[data-clause="${CSS.escape(ref)}"] [data-slot=record]`);
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}

function paintRow(item, one) {
  const anchor = $("a", item);
  const strip = $(".clash", item);
  show(anchor, !one.clash);
  paintClash(strip, one.clash ?? null, { name: "cover" });
  attr(anchor, "href", one.href);
  say($("b", anchor), one.label);
  say($("b + span", anchor), one.detail);
  say($(".count", anchor), one.n ? t("%(n)s 项", { n: one.n }) : (one.aside ?? ""));
  const asks = one.asks && may("record.set");
  show($(".asks", item), asks);
  $$(".asks button", item).forEach((button, at) => { button.onclick = () => kept(giveReason(one.key, REASONS[at])); });
}

function paintGroup(section, { title, rows, n }) {
  say($("h2", section), title);
  say($("header .muted", section), t("%(n)s 处", { n }));
  list($("ul", section), rows, (one) => one.key, () => clone("t-left"), paintRow);
}

function paintSummary() {
  const { forms, ...numbers } = summary();
  const words = {
    judged: t("%(judged)s / %(all)s 条", numbers), results: [t("符合 %(conforms)s，不符合 %(nonconforming)s，观察项 %(observation)s，不适用 %(not_applicable)s", numbers), numbers.two && t("待核对 %(two)s", numbers)].filter(Boolean).join(t("，")),
    kept: t("照片 %(photos)s 张，抽样 %(samples)s 处，面谈 %(interviews)s 次", numbers),
  };
  Object.entries(words).forEach(([name, text]) => say(slot(`sum-${name}`), text));
  list(slot("sum-forms"), forms, (one) => one.id, () => clone("t-form"), (item, one) => paintFormLink(item.firstElementChild, one));
  show(slot("sum-none"), !forms.length);
}

export function paintClosing() {
  const groups = leftToDo();
  const n = groups.reduce((sum, one) => sum + one.n, 0);
  say(slot("left-said"), leftSaid(n));
  list(slot("left"), groups, (one) => one.key, () => clone("t-left-group"), paintGroup);
  paintSummary();
  paintSubmit();
  if (slot("conclude")) show(slot("conclude"), !ended());
}

/** The row on the cover: how many places are left. */
export function paintClosingRow() {
  say(slot("n-closing"), leftSaid());
}
