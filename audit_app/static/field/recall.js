// 撤回: a nonconformity that the company has confirmed is withdrawn with a reason, after one question that says who confirmed it.
import { told } from "./claims.js";
import { hour } from "./clock.js";
import { ended } from "./closing.js";
import { $, clone, list, once, say, show, slot } from "./dom.js";
import { current } from "./form_state.js";
import { wrong } from "./notes.js";
import { flush } from "./record.js";
import { go } from "./router.js";
import { act, field, may, takeBack } from "./state.js";
import { SECONDS, offerUndo } from "./undo.js";
import { withdrawing } from "./withdrawal.js";
import { t } from "./words.js";

const CONFIRMED = ["confirmed", "responded", "returned", "accepted"];
const dialog = () => document.getElementById("d-recall");
const form = () => $("form", dialog());

export function paintRecall(one) {
  show($("[data-act=recall]"), CONFIRMED.includes(one.state) && !one.recall && may("nonconformity.withdraw"));
}

async function ask() {
  await flush();
  const one = current();
  if (!one || !CONFIRMED.includes(one.state)) return;
  if (dialog().dataset.one !== one.id) form().reset(); // a reason that was begun for this one stays
  dialog().dataset.one = one.id;
  wrong(form(), "reason", null);
  const who = { number: one.number, name: one.confirmed_by, post: one.confirmed_post, time: told(one.confirmed_at, hour) };
  say(slot("recall-who"), t("%(number)s 已由%(post)s %(name)s 在 %(time)s 确认。", who) + (ended() ? t("审核已经提交，撤回要等放行，放行以前仍算数。") : ""));
  dialog().showModal();
  form().reason.focus();
}

const recall = once(async () => {
  const reason = form().reason.value.trim();
  if (!wrong(form(), "reason", reason ? null : t("请写撤回的理由"))) { form().reason.focus(); return; }
  const one = field.model.nonconformities.get(dialog().dataset.one);
  dialog().close();
  if (!one) return;
  const ops = await act(() => [withdrawing(field.model.nonconformities.get(one.id) ?? one, reason)], { wait: SECONDS * 1000 });
  form().reset();
  go(`c/${one.clauses[0]}`);
  offerUndo(t("已撤回 %(number)s", one), () => takeBack(ops), () => [go(`nc/${encodeURIComponent(one.number)}`), $("[data-act=recall]")][1]);
});

/** Under the list: what was withdrawn after the company had confirmed it, by whom and why. */
export function paintRecalled() {
  const gone = [...field.model.withdrawn.values()].filter((one) => one.raised_at).sort((a, b) => (a.number < b.number ? -1 : 1));
  show(slot("recalled"), gone.length);
  list($("ul", slot("recalled")), gone, (one) => one.id, () => clone("t-recalled"), (row, one) => {
    say($("b", row), one.number);
    say($("b + span", row), t("%(name)s %(time)s 撤回：%(reason)s", { name: one.gone?.author_name ?? "", time: one.gone ? told(one.gone.at, hour) : "", reason: one.gone?.reason ?? "" }));
  });
}

export function listen() {
  const kept = (work) => work().catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));
  document.addEventListener("click", (event) => { if (event.target.closest("[data-act=recall]")) kept(ask); });
  form().addEventListener("submit", (event) => { event.preventDefault(); kept(recall); });
}
