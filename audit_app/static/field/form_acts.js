// What a person does in the nonconformity form: choices, fact, photos, 顺延, deleting the draft. Each is one op on top of what was on screen.
import { $, once, show, slot } from "./dom.js";
import { openDay, openOthers, paintForm } from "./form.js";
import { listen as listenChanged } from "./changed.js";
import { current, dueOf, editable, standing } from "./form_state.js";
import { dateWords } from "./clock.js";
import { openHistory } from "./history.js";
import { wrong } from "./notes.js";
import { keepSoon } from "./record.js";
import { go, place } from "./router.js";
import { openDraft } from "./draft.js";
import { act, field } from "./state.js";
import { termOfChoice } from "./terms.js";
import { openPick } from "./pick.js";
import { hold, release } from "./typed.js";
import { upon } from "./versions.js";
import { withdraw } from "./withdrawal.js";
import { t } from "./words.js";

const form = () => $("[data-place=form]");

/** One op that sets some fields upon the heads as they then are; `change` is a body or makes one of the nonconformity. */
export const set = ({ id }, change) => act(() => {
  const one = field.model.nonconformities.get(id);
  if (!one || !editable(one)) return [];
  const body = typeof change === "function" ? change(one) : change;
  const base = Object.fromEntries(Object.keys(body).map((name) => [name, upon(one.heads[name])]));
  return [{ kind: "nonconformity.set", subject: id, base, body }];
});

/** A list with one member more or less. */
const toggled = (list, value, on) => (on ? [...new Set([...list, value])] : list.filter((one) => one !== value));

function onChange(event) {
  const one = current();
  const { name, value } = event.target;
  if (!one || !editable(one)) return null;
  if (name === "severity") return set(one, { severity: value }).then(toFact);
  if (name === "department") return set(one, { department: value });
  const { checked } = event.target;
  if (name === "photo") return set(one, (now) => ({ photos: toggled(standing(now), value, checked) }));
  if (name === "term") wrong(form(), "term", null);
  if (name === "term") return value === "on" ? chooseDay() : [openDay(false), set(one, { term: termOfChoice(value), moved: false })][1];
  if (event.target === slot("term-on") && wrongDay(value)) return null;
  if (event.target === slot("term-on")) return set(one, { term: { days: null, on: value }, moved: false });
  if (event.target === slot("department-text")) return (value.trim() ? set(one, { department: value.trim() }) : Promise.resolve()).then(() => release(`${one.id}/department`));
  return null;
}

/** What is to be written next has the focus, unless it is written already. */
function toFact() {
  const fact = document.getElementById("f-fact");
  if (!fact.value) fact.focus();
}

/** A second tap on the chosen department takes it away. */
function onDepartment({ target }) {
  const one = current();
  if (target.name === "department" && one && editable(one) && one.department === target.value) return set(one, { department: "" });
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
  const { id } = current();
  const { name, value } = event.target;
  if (event.target === slot("department-text")) hold(`${id}/department`, value.trim(), { kind: "nonconformity.set", subject: id, name: "department", body: {} });
  if (name !== "fact") return;
  keepSoon({ kind: "nonconformity.set", subject: id, name, body: {} }, value);
  paintForm();
}

const acts = {
  "add-clause": () => openPick((ref) => {
    const one = current();
    set(one, ({ clauses }) => ({ clauses: toggled(clauses, ref, true) }));
  }),
  "drop-clause": (button) => set(current(), ({ clauses }) => ({ clauses: toggled(clauses, button.parentElement.dataset.key, false) })),
  "other-department": () => { openOthers(); paintForm(); slot("department-text").focus(); },
  move: () => set(current(), ({ moved }) => ({ moved: !moved })),
  withdraw,
  "form-history": () => openHistory([current().id]),
  "new-form": () => openPick(once((ref) => openDraft(ref, null))),
};

export function listen() {
  listenChanged(paintForm);
  form().addEventListener("change", (event) => Promise.resolve(onChange(event)).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail }))));
  form().addEventListener("input", onInput);
  form().addEventListener("click", (event) => Promise.resolve(onDepartment(event)).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail }))));
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
