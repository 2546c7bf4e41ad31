// What a person does in the nonconformity form: choices, fact, photos, 顺延, deleting the draft. Each is one op on top of what was on screen.
import { $, $$, show, slot } from "./dom.js";
import { openDay, openOthers, paintForm } from "./form.js";
import { current, dueOf, editable } from "./form_state.js";
import { openHistory } from "./notes.js";
import { flush, keepSoon, write } from "./record.js";
import { go, place } from "./router.js";
import { openDraft } from "./draft.js";
import { act, bases, field, takeBack } from "./state.js";
import { SECONDS, offerUndo } from "./undo.js";
import { t } from "./words.js";

const form = () => $("[data-place=form]");

/** One op that sets some fields upon the heads on screen. */
export function set(one, body) {
  const base = Object.fromEntries(Object.keys(body).map((name) => [name, bases(one.heads[name])]));
  return act([{ kind: "nonconformity.set", subject: one.id, base, body }]);
}

function onChange(event) {
  const one = current();
  const { name, value } = event.target;
  if (!one || !editable(one)) return null;
  if (name === "severity") return set(one, { severity: value });
  if (name === "department") return set(one, { department: value });
  if (name === "photo") return set(one, { photos: $$("input[name=photo]:checked", form()).map((input) => input.value) });
  if (name === "term") return value === "on" ? chooseDay() : [openDay(false), set(one, { term: { days: Number(value), on: null }, moved: false })][1];
  if (event.target === slot("term-on") && value > field.pack.closing_on) return set(one, { term: { days: null, on: value }, moved: false });
  if (event.target === slot("department-text") && value.trim()) return set(one, { department: value.trim() });
  return null;
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
  keepSoon(`${id}/fact`, event.target.value, (text) => write("nonconformity.set", id, "fact", text, field.model.nonconformities.get(id)?.heads.fact, {}));
  paintForm();
}

async function withdraw() {
  await flush();
  const one = current();
  const ops = await act([{ kind: "nonconformity.withdraw", subject: one.id, body: { reason: "" } }], { wait: SECONDS * 1000 });
  go(`c/${one.clauses[0]}`);
  offerUndo(t("已删除草稿 %(number)s", one), () => takeBack(ops));
}

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
    if (!one.clauses.includes(ref)) set(one, { clauses: [...one.clauses, ref] });
  }),
  "drop-clause": (button) => set(current(), { clauses: current().clauses.filter((ref) => ref !== button.parentElement.dataset.key) }),
  "other-department": () => { openOthers(); paintForm(); slot("department-text").focus(); },
  move: () => set(current(), { moved: !current().moved }),
  withdraw,
  "form-history": () => openHistory([current().id]),
  "new-form": () => pickClause((ref) => openDraft(ref, null)),
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
