// 没加的文字: what was typed in 抽样 or 面谈 and not added, as rows that lead to their box.
import { $, clone, list, say, show, slot } from "./dom.js";
import { copy } from "./copying.js";
import { drop, notAdded } from "./drafts.js";
import { FIELD_NAMES } from "./refusals.js";
import { link } from "./router.js";
import { field, refOf } from "./state.js";
import { written } from "../parts/typed_words.js";
import { t } from "./words.js";

const FIRST = 60;
const NAMES = { sample: "抽样", interview: "面谈" };
const inFull = ({ values }) => written(values).map(([name, text]) => `${t(FIELD_NAMES[name])} ${text.trim()}`);
const short = (text) => (text.length > FIRST ? `${text.slice(0, FIRST)}…` : text);
export const firstWords = (one) => short(inFull(one).join(" · "));
const byPlace = (one, other) => (one.key < other.key ? -1 : 1);

/** Rows of 收尾检查 for the open visit. */
export const unaddedHere = () => notAdded().filter((one) => one.visit === field.pack.visit).sort(byPlace).map((one) => ({
  key: one.key, href: refOf(one.ref) ? link(`c/${one.ref}#${one.name}s`) : "/field/unsent", label: t("%(number)s %(what)s", { number: refOf(one.ref)?.number ?? refOf(one.ref)?.label ?? one.ref, what: t(NAMES[one.name]) }), detail: firstWords(one),
}));

/** Gone for good, so it takes a second tap. */
function remove(one, button) {
  if (!button.dataset.sure) { button.dataset.sure = "1"; say(button, t("再点一次就删除")); return null; }
  return drop(one.key);
}

function paintRow(item, one) {
  const anchor = $("a", item);
  anchor.href = one.of.url ? `${one.of.url}/c/${one.ref}#${one.name}s` : "/field";
  say(anchor, t("%(number)s %(what)s", { number: one.of.short ?? one.ref, what: t(NAMES[one.name]) }));
  say($(".why", item), firstWords(one));
  say($(".sm", item), one.of.client ?? "");
  const kept = (promise) => promise?.catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));
  for (const [name, work] of Object.entries({ "copy-typed": () => copy(inFull(one).join("\n"), $("[data-act=copy-typed]", item)), "remove-typed": remove })) {
    const button = $(`[data-act=${name}]`, item);
    button.onclick = () => kept(work(one, button));
  }
}

/** The section of 没到服务器的内容. */
export function paintUnadded() {
  const mine = notAdded().sort(byPlace);
  show(slot("typed"), mine.length);
  say(slot("typed-title"), t("没加的文字 %(n)s 段", { n: mine.length }));
  list(slot("typed-rows"), mine, (one) => one.key, () => clone("t-typed"), paintRow);
}
