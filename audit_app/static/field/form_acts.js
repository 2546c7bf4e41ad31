// What a person does in the nonconformity form: choices, fact, photos, 顺延, deleting the draft. Each is one op on top of what was on screen.
import { $, once, show, slot } from "./dom.js";
import { openDay, openOthers, paintForm } from "./form.js";
import { current, dueOf, editable } from "./form_state.js";
import { dateWords } from "./clock.js";
import { openHistory, wrong } from "./notes.js";
import { flush, keepSoon, write } from "./record.js";
import { go, place } from "./router.js";
import { openDraft } from "./draft.js";
import { act, field, takeBack } from "./state.js";
import { SECONDS, offerUndo } from "./undo.js";
import { upon } from "./versions.js";
import { t } from "./words.js";

const form = () => $("[data-place=form]");

/** One op that sets some fields upon the heads as they then are; `change` is a body or makes one of the nonconformity. */
export const set = ({ id }, change) => act(() => {
  const one = field.model.nonconformities.get(id);
  if (!one || !editable(one)) return [];
  const body = typeof change === "function" ? change(one) : change;
  const base = Object.fromEntries(Object.keys(body).map((name) => [name, upon(one.heads[name], "nonconformity.set")]));
  return [{ kind: "nonconformity.set", subject: id, base, body }];
});

/** A list with one member more or less. */
const toggled = (list, value, on) => (on ? [...new Set([...list, value])] : list.filter((one) => one !== value));

function onChange(event) {
  const one = current();
  const { name, value } = event.target;
  if (!one || !editable(one)) return null;
  if (name === "severity") return set(one, { severity: value });
  if (name === "department") return set(one, { department: value });
  const { checked } = event.target;
  if (name === "photo") return set(one, ({ photos }) => ({ photos: toggled(photos, value, checked) }));
  if (name === "term") wrong(form(), "term", null);
  if (name === "term") return value === "on" ? chooseDay() : [openDay(false), set(one, { term: { days: Number(value), on: null }, moved: false })][1];
  if (event.target === slot("term-on") && wrongDay(value)) return null;
  if (event.target === slot("term-on")) return set(one, { term: { days: null, on: value }, moved: false });
  if (event.target === slot("department-text") && value.trim()) return set(one, { department: value.trim() });
  return null;
}

/** Say that a typed day does not do: it is after the closing meeting, and within what a term can be. */
function wrongDay(value) {
  const { closing_on: closing } = field.pack;
  const bad = !value || value <= closing || value > `${Number(closing.slice(0, 4)) + 5}`;
  wrong(form(), "term", bad ? t("截止日期要在末次会议（%(day)s）之后，五年之内", { day: dateWords(closing) }) : null);
  return bad;
}

function chooseDay() {
  openDay(true);
  show(slot("term-on"), true);
  slot("term-on").min = field.pack.closing_on;
  slot("term-on").value ||= dueOf(current()).nominal;
  return set(current(), { term: { days: null, on: slot("term-on").value }, moved: false });
}

function onInput(event) {
  if (event.target.name !== "fact") return;
  const { id } = current();
  keepSoon(`${id}/fact`, event.target.value, (text) => write("nonconformity.set", id, "fact", text, () => field.model.nonconformities.get(id)?.heads.fact, {}));
  paintForm();
}

const withdraw = once(async () => {
  await flush();
  const one = current();
  if (!one) return;
  const ops = await act([{ kind: "nonconformity.withdraw", subject: one.id, body: { reason: "" } }], { wait: SECONDS * 1000 });
  go(`c/${one.clauses[0]}`);
  offerUndo(t("已删除草稿 %(number)s", one), () => takeBack(ops));
});

let picking = null;
function pickClause(use) {
  picking = use;
  document.getElementById("d-clause").showModal();
}

function onPick(event) {
  const button = event.target.closest("[data-pick]");
  if (!button) return;
  document.getElementById("d-clause").close();
  picking?.(button.dataset.pick);
}

const acts = {
  "add-clause": () => pickClause((ref) => {
    const one = current();
    set(one, ({ clauses }) => ({ clauses: toggled(clauses, ref, true) }));
  }),
  "drop-clause": (button) => set(current(), ({ clauses }) => ({ clauses: toggled(clauses, button.parentElement.dataset.key, false) })),
  "other-department": () => { openOthers(); paintForm(); slot("department-text").focus(); },
  move: () => set(current(), ({ moved }) => ({ moved: !moved })),
  withdraw,
  "form-history": () => openHistory([current().id]),
  "new-form": () => pickClause(once((ref) => openDraft(ref, null))),
};

export function listen() {
  form().addEventListener("change", (event) => Promise.resolve(onChange(event)).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail }))));
  form().addEventListener("input", onInput);
  document.getElementById("d-clause").addEventListener("click", onPick);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button || !acts[button.dataset.act]) return;
    event.preventDefault();
    Promise.resolve(acts[button.dataset.act](button)).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));
  });
  form().addEventListener("keydown", (event) => {
    if (event.target.closest("[role=button]") && event.key === " ") [event.preventDefault(), event.target.click()];
  });
}

/** The number was changed by the server: follow it in the address. */
export function followNumber(id) {
  const one = field.model.nonconformities.get(id);
  if (one && place.name === "form" && one.number !== place.number) go(`nc/${one.number}`, { replace: true });
}
