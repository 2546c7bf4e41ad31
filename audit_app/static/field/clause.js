// The open clause: judgement, its follow-up, own record and what others wrote. Sampling, interviews and photos have their own modules.
import { $, $$, attr, clone, draw, icon, list, say, show, slot } from "./dom.js";
import { hour, moment } from "./clock.js";
import { paintStrip } from "./evidence.js";
import { clauseSaved } from "./items.js";
import { STATES, look } from "./look.js";
import { conflict } from "./merge.js";
import { openDraft } from "./draft.js";
import { flush, keepSoon, pending, write } from "./record.js";
import { link, place } from "./router.js";
import { act, bases, field, may, refOf } from "./state.js";
import { offerUndo } from "./undo.js";
import { t } from "./words.js";
import { press } from "../parts/pressed.js";
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
  const before = valueOf(ref);
  if (value === before && !field.model.judgements.get(ref)?.conflict) return;
  const draft = (next) => ({ kind: "judgement.set", subject: `${field.pack.visit}/${ref}`, base: { value: bases(heads(ref)) }, body: { ref, value: next } });
  await act([draft(value)]);
  const words = value ? look(value).word : t("清除判定");
  offerUndo(`${refOf(ref).number ?? refOf(ref).title} ${words}`, () => act([draft(before)]));
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
  const versions = slot("versions", root);
  const two = field.model.judgements.get(ref)?.conflict;
  show(versions, two);
  if (two) versions.replaceChildren(icon("two", "i c-minor"), ...heads(ref).map(version));
}

function version(head) {
  const line = document.createElement("span");
  line.textContent = t("待核对：%(name)s %(time)s %(word)s", { name: head.author_name, time: moment(head.at), word: look(head.value ?? "todo").word });
  return line;
}

export function paintFormLink(row, one) {
  attr(row, "href", link(`nc/${encodeURIComponent(one.number)}`));
  const { symbol, colour, word } = look(one.severity ?? "nonconforming");
  draw($("svg", row), symbol, colour);
  say($("b", row), `${one.number} ${word}`);
  say($(".t span", row), one.fact || one.clauses.map((ref) => refOf(ref)?.label ?? ref).join(" · "));
  say($(".count", row), t(STATES[one.state]));
}

function paintRecord(root, ref) {
  const area = slot("record", root);
  const record = myRecord(ref);
  if (!pending(record.subject) && area.value !== record.text) area.value = record.text;
  area.readOnly = !may("record.set");
  const others = ofClause(field.model.records, ref).filter((one) => one.subject !== record.subject && one.text.trim());
  const versions = conflict(record.heads) ? record.heads.slice(0, -1).map((head) => ({ ...head, subject: head.op, text: head.value, two: look("two").word })) : [];
  list(slot("others-said", root), [...versions, ...others], (one) => one.subject, () => clone("t-said"), (element, one) => {
    say(element.firstElementChild, [one.two, one.author_name, one.department, moment(one.at)].filter(Boolean).join(" · "));
    say(element.lastElementChild, one.text);
  });
}

export function paintSaved(element, saved) {
  show(element, saved);
  if (!saved) return;
  draw($("svg", element), saved.state === "server" ? "cloud" : "local", "", "i i-s");
  say($("span", element), `${t(saved.state === "server" ? "已存服务器" : "已存本机")} ${hour(saved.at)}`);
}

function paintCounts(root, ref) {
  const samples = ofClause(field.model.samples, ref);
  const sum = (name) => samples.reduce((all, one) => all + one[name], 0);
  say(slot("n-samples", root), samples.length ? t("抽样 %(drawn)s / %(population)s", { drawn: sum("drawn"), population: sum("population") }) : t("抽样"));
  const interviews = ofClause(field.model.interviews, ref).length;
  say(slot("n-interviews", root), interviews ? t("面谈 %(n)s 人", { n: interviews }) : t("面谈"));
}

function paintBottom(ref) {
  const { refs } = field.pack;
  const at = refs.findIndex((one) => one.ref === ref);
  for (const [name, one, words] of [["prev", refs[at - 1], (r) => r.number ?? r.title], ["next", refs[at + 1], (r) => r.label]]) {
    const anchor = slot(name);
    show(anchor, one);
    if (!one) continue;
    attr(anchor, "href", link(`c/${one.ref}`));
    attr(anchor, "aria-label", t(name === "prev" ? "上一条 %(label)s" : "下一条 %(label)s", { label: one.label }));
    say($("span", anchor), words(one));
  }
  slot("clear").disabled = !valueOf(ref) || !may("judgement.set");
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

export function listen() {
  document.addEventListener("choose", (event) => {
    if (event.detail.name === "judgement") judge(event.target.closest("[data-clause]").dataset.clause, event.detail.value);
  });
  document.addEventListener("input", (event) => {
    if (event.target.dataset.slot !== "record") return;
    const record = myRecord(event.target.closest("[data-clause]").dataset.clause);
    keepSoon(record.subject, event.target.value, (text) =>
      write("record.set", record.subject, "text", text, field.model.records.get(record.subject)?.heads, { ref: record.ref, department: record.department }));
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-act=draft]");
    if (!button) return;
    await flush();
    openDraft(place.ref, button.dataset.severity);
  });
}
