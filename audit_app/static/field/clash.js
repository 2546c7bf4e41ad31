// Two things on one clause that say opposite things: shown at once at both places and in 收尾检查, set right with one tap.
import { attr, el, icon, show } from "./dom.js";
import { STATES, look } from "./look.js";
import { link } from "./router.js";
import { shown } from "./merge.js";
import { act, bases, field, may, refOf } from "./state.js";
import { t } from "./words.js";

const formsOf = (ref) => [...field.model.nonconformities.values()].filter((one) => one.clauses.includes(ref) && one.state !== "closed").sort((a, b) => (a.number < b.number ? -1 : 1));
const idsOf = (forms) => forms.map((one) => one.id).sort();

/** Whether somebody of the team has looked at just these nonconformities and lets them stand. */
const stay = (ref, forms) => shown(field.model.both.get(ref) ?? [])?.value.join() === idsOf(forms).join();

const keepBoth = ({ ref, forms }) => act(() => [
  { kind: "judgement.keep_both", subject: `${field.pack.visit}/${ref}`, base: { both: bases(field.model.both.get(ref)) }, body: { ref, forms: idsOf(forms) } }]);

const stated = (one) => `${one.number} ${t(STATES[one.state])}`;

/** What contradicts itself at a clause: {ref, title, words, forms, act} or null; a nonconformity against the judgement comes first. */
export function clashOf(ref) {
  const forms = formsOf(ref);
  const judgement = field.model.judgements.get(ref);
  if (!forms.length || judgement?.conflict) return null;
  const value = judgement?.value ?? "todo";
  if (value !== "nonconforming") {
    const words = t("判定是%(value)s，不符合项 %(forms)s", { value: look(value).word, forms: forms.map(stated).join(t("、")) });
    return { ref, kind: "judgement", title: t("判定和不符合项不一致"), words, forms, value };
  }
  if (forms.length < 2 || stay(ref, forms)) return null;
  return { ref, kind: "two", title: t("这一条有 %(n)s 项不符合", { n: forms.length }), words: forms.map(stated).join(t("、")), forms, value };
}

export const clashes = () => field.pack.refs.map((one) => clashOf(one.ref)).filter(Boolean);

function button(clash) {
  const one = el("button", "btn line", t(clash.kind === "judgement" ? "改判不符合" : clash.forms.length > 2 ? "都保留" : "两项都保留"));
  one.type = "button";
  one.addEventListener("click", () => {
    if (clash.kind === "judgement") document.dispatchEvent(new CustomEvent("rejudge", { detail: { ref: clash.ref, value: "nonconforming" } }));
    else keepBoth(clash).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));
  });
  return one;
}

/** The way to the other side: from a clause to its nonconformity, from a form and from the cover to the clause. */
function other(clash, place) {
  const [form] = clash.forms.filter((one) => one.number !== place.number);
  const toForm = place.name === "clause" || (place.name === "form" && clash.kind === "two");
  const one = el("a", "btn quiet", toForm ? t("看 %(what)s", { what: form.number }) : t("看 %(what)s", { what: refOf(clash.ref).number ?? refOf(clash.ref).title }));
  attr(one, "href", link(toForm ? `nc/${encodeURIComponent(form.number)}` : `c/${clash.ref}`));
  return one;
}

/** Fill a strip with one contradiction, or hide it. */
export function paintClash(box, clash, place) {
  show(box, clash);
  const now = clash && JSON.stringify([clash.ref, clash.words, place.name, place.number]);
  if (!clash || box.dataset.said === now) return;
  box.dataset.said = now;
  const text = el("p");
  text.append(el("b", "", place.name === "cover" ? refOf(clash.ref).label : clash.title), el("span", "", clash.words));
  const rights = may(clash.kind === "two" ? "judgement.keep_both" : "judgement.set") ? [button(clash)] : [];
  box.replaceChildren(icon("neq"), text, other(clash, place), ...rights);
}

/** The first contradiction of a form, over its clauses. */
export const clashOfForm = (one) => one.clauses.map(clashOf).find(Boolean) ?? null;
