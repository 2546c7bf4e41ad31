// The open clause: judgement, its follow-up, own record and what others wrote. Sampling, interviews and photos have their own modules.
import { $, $$, attr, clone, draw, list, once, say, show, slot } from "./dom.js";
import { hour, moment } from "./clock.js";
import { paintStrip, photosOf } from "./evidence.js";
import { clauseSaved } from "./items.js";
import { STATES, look } from "./look.js";
import { openDraft } from "./draft.js";
import { flush, keepSoon, pending, write } from "./record.js";
import { link, place } from "./router.js";
import { act, bases, field, may, refOf } from "./state.js";
import { offerUndo } from "./undo.js";
import { paintVersions, upon } from "./versions.js";
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
  let before = null;
  const draft = (next) => ({ kind: "judgement.set", subject: `${field.pack.visit}/${ref}`, base: { value: upon(heads(ref), "judgement.set") }, body: { ref, value: next } });
  const made = await act(() => {
    before = valueOf(ref);
    return value === before && !field.model.judgements.get(ref)?.conflict ? [] : [draft(value)];
  });
  if (!made.length) return;
  const words = value ? look(value).word : t("清除判定");
  offerUndo(`${refOf(ref).number ?? refOf(ref).title} ${words}`, () => act(() => [draft(before)]));
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
  const { subject, department, heads: written } = myRecord(ref);
  paintVersions(slot("versions", root), [
    { title: t("判定"), kind: "judgement.set", heads: heads(ref), also: (head) => saidBy(ref, head.author), words: (value) => ({ ...look(value ?? "todo"), text: look(value ?? "todo").word }),
      draft: (value) => ({ kind: "judgement.set", subject: `${field.pack.visit}/${ref}`, base: { value: bases(heads(ref)) }, body: { ref, value } }) },
    { title: t("审核记录"), kind: "record.set", heads: written, words: (text) => ({ text }),
      draft: (text) => ({ kind: "record.set", subject, base: { text: bases(myRecord(ref).heads) }, body: { ref, department, text } }) },
  ]);
}

/** What a person wrote and photographed at the clause, in a line beside that person's version. */
function saidBy(ref, author) {
  const text = ofClause(field.model.records, ref).filter((one) => one.author === author).map((one) => one.text.trim()).join(" ");
  const photos = photosOf([ref]).filter((one) => one.author === author).length;
  return [text && `「${text.slice(0, 80)}」`, photos && t("照片 %(n)s", { n: photos })].filter(Boolean).join(" ");
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
  list(slot("others-said", root), others, (one) => one.subject, () => clone("t-said"), (element, one) => {
    say(element.firstElementChild, [one.author_name, one.department, moment(one.at)].filter(Boolean).join(" · "));
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
    if (event.detail.name !== "judgement") return;
    judge(event.target.closest("[data-clause]").dataset.clause, event.detail.value).catch((detail) => {
      dispatchEvent(new CustomEvent("notkept", { detail }));
      paintClause(false);
    });
  });
  document.addEventListener("input", (event) => {
    if (event.target.dataset.slot !== "record") return;
    const record = myRecord(event.target.closest("[data-clause]").dataset.clause);
    keepSoon(record.subject, event.target.value, (text) =>
      write("record.set", record.subject, "text", text, () => field.model.records.get(record.subject)?.heads, { ref: record.ref, department: record.department }));
  });
  const draft = once(async (button) => { await flush(); await openDraft(place.ref, button.dataset.severity); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act=draft]");
    if (button) draft(button).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));
  });
}
