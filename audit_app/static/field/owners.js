// Whose clause it is, who judged it, and the question before somebody judges for another: once per audit and person.
import { todo } from "./counted.js";
import { $, say, slot } from "./dom.js";
import { field, refOf } from "./state.js";
import { t } from "./words.js";

const asked = new Set();
const dialog = () => document.getElementById("d-other");
const key = () => `judges-for-others:${field.pack.visit}:${field.pack.me.id}`;
const nameOf = (id) => field.pack.team.find((one) => one.id === id)?.name ?? "";

export const ownerOf = (ref) => field.pack.owners[ref] ?? null;
const judgedBy = (ref) => (todo(ref) ? null : field.model.judgements.get(ref));

/** {own, done, forMe, gone, forOthers: Map(name → n)} of a member: `done` are the own clauses this person judged, `gone` those judged by somebody who has
    left the team since, whose own they were then. */
export function credit(id) {
  const refs = field.pack.refs.map((one) => one.ref);
  const tally = (list, name) => list.reduce((map, ref) => map.set(name(ref), (map.get(name(ref)) ?? 0) + 1), new Map());
  const own = refs.filter((ref) => ownerOf(ref) === id);
  const byOthers = own.filter((ref) => judgedBy(ref) && judgedBy(ref).author !== id);
  const forOthers = refs.filter((ref) => judgedBy(ref)?.author === id && ownerOf(ref) && ownerOf(ref) !== id);
  const here = (ref) => field.pack.team.some((one) => one.id === judgedBy(ref).author);
  const name = (ref) => judgedBy(ref).author_name;
  return {
    own: own.length, done: own.filter((ref) => judgedBy(ref)?.author === id).length,
    forMe: tally(byOthers.filter(here), name), gone: tally(byOthers.filter((ref) => !here(ref)), name), forOthers: tally(forOthers, (ref) => nameOf(ownerOf(ref))),
  };
}

/** What a member's row says beside the count: who judged for this person, and for whom this person judged. */
export function creditWords({ forMe, gone, forOthers }) {
  const by = [...[...forMe].map(([name, n]) => t("%(name)s 代审 %(n)s 条", { name, n })),
    ...[...gone].map(([name, n]) => t("%(name)s（已不在组）审 %(n)s 条", { name, n }))];
  return [...by, ...[...forOthers].map(([name, n]) => t("代 %(name)s 审 %(n)s 条", { name, n }))].join(t("；"));
}

function wasAsked() {
  try { return asked.has(key()) || localStorage.getItem(key()) === "1"; } catch { return asked.has(key()); }
}

function remember() {
  asked.add(key());
  try { localStorage.setItem(key(), "1"); } catch { /* private window: asked again after a reload */ }
}

/** Whether to judge this clause: at once where it is one's own, else after one question per audit. */
export function mayJudge(ref) {
  const owner = ownerOf(ref);
  if (!owner || owner === field.pack.me.id || wasAsked()) return Promise.resolve(true);
  say(slot("other-who", dialog()), t("%(label)s 由 %(name)s 负责。您判定后，会写明是您代审的。", { label: refOf(ref).label, name: nameOf(owner) }));
  dialog().returnValue = "";
  dialog().showModal();
  return new Promise((answer) => dialog().addEventListener("close", () => {
    const yes = dialog().returnValue === "yes";
    if (yes) remember();
    answer(yes);
  }, { once: true }));
}

export function listen() {
  $("[data-act=judge-other]", dialog()).addEventListener("click", () => dialog().close("yes"));
}
