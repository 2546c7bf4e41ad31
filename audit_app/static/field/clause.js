// The open clause: judgement, its follow-up, own record and what others wrote. Sampling, interviews and photos have their own modules.
import { told } from "./claims.js";
import { $, $$, attr, clone, draw, list, once, say, show, slot } from "./dom.js";
import { paintCounts } from "./beside.js";
import { paintStrip } from "./evidence.js";
import { heldConfirm } from "./held_acts.js";
import { clauseSaved } from "./items.js";
import { keptWord } from "./kept_back.js";
import { paintSaved } from "./saved.js";
import { STATES, look } from "./look.js";
import { openDraft } from "./draft.js";
import { flush, keepSoon, pending } from "./record.js";
import { go, link, place } from "./router.js";
import { act, bases, field, may, refOf, refold } from "./state.js";
import { goesOn, listen as listenToBottom, nextOf, paintBottom } from "./bottom.js";
import { inSight, offerUndo } from "./undo.js";
import { saidBy } from "./said_by.js";
import { ownHead, paintVersions, upon } from "./versions.js";
import { t } from "./words.js";
import { press } from "../parts/pressed.js";
import { listen as listenToOwners, mayJudge } from "./owners.js";
import { listen as listenToPick } from "./pick.js";
import { listen as listenToWithdrawals } from "./withdrawal.js";
import { clashOf, paintClash } from "./clash.js";
import { complain } from "./boxes.js";
import { refusedText, whyNot } from "./refusals.js";
import { growAll } from "../parts/grow.js";

const section = (ref) => $(`[data-clause="${CSS.escape(ref)}"]`);
const heads = (ref) => field.model.judgements.get(ref)?.heads ?? [];
const valueOf = (ref) => field.model.judgements.get(ref)?.value ?? null;
export const ofClause = (map, ref) => [...map.values()].filter((one) => one.ref === ref);
export const formsOf = (ref) => [...field.model.nonconformities.values()].filter((one) => one.clauses.includes(ref));

/** My record of the clause: the one that is there, else a new one without a department. */
export function myRecord(ref) {
  const mine = ofClause(field.model.records, ref).filter((one) => one.author === field.pack.me.id);
  const department = mine[0]?.department ?? "";
  return mine[0] ?? { subject: `${field.pack.visit}/${ref}/${department}/${field.pack.me.id}`, ref, department, text: "", heads: [] };
}

export async function judge(ref, value) {
  let before = null;
  const draft = (next) => ({ kind: "judgement.set", subject: `${field.pack.visit}/${ref}`, base: { value: upon(heads(ref)) }, body: { ref, value: next } });
  const made = await act(() => {
    before = valueOf(ref);
    return value === before && !field.model.judgements.get(ref)?.conflict ? [] : [draft(value)];
  });
  if (!made.length) return;
  if (goesOn() && value && value !== "nonconforming" && nextOf(ref)) go(`c/${nextOf(ref)}`);
  const words = value ? look(value).word : t("清除判定");
  offerUndo(`${refOf(ref).number ?? refOf(ref).title} ${words}`, () => act(() => [draft(before)]), () => controlOf(ref, value));
}

/** Where a judgement is chosen, or cleared: on its clause, also when it led on to the next one; or beside a contradiction. */
function controlOf(ref, value) {
  const asks = inSight($$(`[data-place=close] [data-key="${CSS.escape(ref)}"] .clash button, [data-place=form] .clash button`));
  if (asks || place.name !== "clause") return asks;
  if (place.ref !== ref) go(`c/${ref}`);
  return value ? $(`[data-pressed] [data-value="${value}"]`, section(ref)) : $("summary", slot("more"));
}

function paintJudgement(root, ref) {
  const value = valueOf(ref);
  const group = $("[data-pressed]", root);
  const pressed = $('[aria-pressed="true"]', group)?.dataset.value ?? null;
  if (pressed !== value) press(group, value);
  $$("button", group).forEach((button) => { button.disabled = !may("judgement.set"); });
  const forms = formsOf(ref);
  show(slot("followup", root), value === "nonconforming" && !forms.length && may("nonconformity.draft"));
  list(slot("found", root), forms, (one) => one.id, () => clone("t-form").firstElementChild, paintFormLink);
  paintClash(slot("clash", root), clashOf(ref), place);
  const { subject, department, heads: written } = myRecord(ref);
  paintVersions(slot("versions", root), [
    { title: t("判定"), kind: "judgement.set", heads: heads(ref), also: (head) => saidBy(ref, head), words: (value) => ({ ...look(value ?? "todo"), text: look(value ?? "todo").word }),
      draft: (value) => ({ kind: "judgement.set", subject: `${field.pack.visit}/${ref}`, base: { value: bases(heads(ref)) }, body: { ref, value } }) },
    { title: t("审核记录"), kind: "record.set", heads: written, words: (text) => ({ text }),
      draft: (text) => ({ kind: "record.set", subject, base: { text: bases(myRecord(ref).heads) }, body: { ref, department, text } }) },
  ]);
}

export function paintFormLink(row, one) {
  attr(row, "href", link(`nc/${encodeURIComponent(one.number)}`));
  const { symbol, colour, word } = look(one.severity ?? "nonconforming");
  draw($("svg", row), symbol, colour);
  say($("b", row), `${one.number} ${word}`);
  say($(".t span", row), one.fact || one.clauses.map((ref) => refOf(ref)?.label ?? ref).join(" · "));
  const waits = ["draft", "raised"].includes(one.state) ? heldConfirm(one.id) : null;
  say($(".count", row), one.recall ? t("撤回等待放行") : waits ? keptWord(waits) : t(STATES[one.state]));
}

function paintRecord(root, ref) {
  const area = slot("record", root);
  const record = myRecord(ref);
  const refused = refusedText("record.set", record.subject, "text");
  const text = refused?.body.text ?? ownHead(record.heads)?.value ?? record.text;
  const writing = pending(record.subject, "text");
  if (!writing && area.value !== text) area.value = text;
  if (!area.dataset.tooLong) complain(area, refused && !writing ? whyNot(refused, "text") : null);
  area.readOnly = !may("record.set");
  const others = ofClause(field.model.records, ref).filter((one) => one.subject !== record.subject && one.text.trim());
  list(slot("others-said", root), others, (one) => one.subject, () => clone("t-said"), (element, one) => {
    say(element.firstElementChild, [one.author_name, one.department, told(one.at)].filter(Boolean).join(" · "));
    say(element.lastElementChild, one.text);
  });
}

export function paintClause(opened) {
  const { ref } = place;
  const root = section(ref);
  if (opened) $$("[data-clause]").forEach((one) => show(one, one === root));
  paintJudgement(root, ref);
  paintStrip(root, ref);
  paintRecord(root, ref);
  paintCounts(root, ref);
  paintSaved(slot("saved", root), clauseSaved(ref));
  paintBottom(ref);
  if (opened) growAll(root);
}

async function tried(ref, value) {
  try {
    const answer = mayJudge(ref);
    if (document.getElementById("d-other").open) refold(); // nothing is judged behind a question that nobody has answered
    if (await answer) await judge(ref, value);
    else refold();
  } catch (detail) {
    dispatchEvent(new CustomEvent("notkept", { detail }));
    refold();
  }
}

export function listen() {
  [listenToWithdrawals, listenToOwners, listenToPick, listenToBottom].forEach((begin) => begin());
  document.addEventListener("choose", (event) => {
    if (event.detail.name !== "judgement") return;
    tried(event.target.closest("[data-clause]").dataset.clause, event.detail.value);
  });
  document.addEventListener("rejudge", ({ detail }) => tried(detail.ref, detail.value));
  document.addEventListener("input", (event) => {
    if (event.target.dataset.slot !== "record") return;
    const { subject, ref, department } = myRecord(event.target.closest("[data-clause]").dataset.clause);
    keepSoon({ kind: "record.set", subject, name: "text", body: { ref, department } }, event.target.value);
  });
  const draft = once(async (button) => { await flush(); await openDraft(place.ref, button.dataset.severity); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act=draft]");
    if (button) draft(button).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));
  });
}
