// Dialogs of a clause: sampling rows, interviews, and the history of a clause or a nonconformity.
import { told } from "./claims.js";
import { $, $$, attr, clone, list, once, say, show, slot } from "./dom.js";
import { myRecord, ofClause } from "./clause.js";
import { dropDraft, fill, keepDraft, openDraftOf } from "./drafts.js";
import { openHistory } from "./history.js";
import { offerFirst } from "./departments.js";
import { place } from "./router.js";
import { stands, whyNot } from "./refusals.js";
import { act, field, freshId, learn, may, refold, takeBack } from "./state.js";
import { SECONDS, inSight, offerUndo } from "./undo.js";
import { t } from "./words.js";

const FIRST = { sample: (form) => form.population, interview: (form) => form.post };
const dialog = (name) => document.getElementById(`d-${name}`);
const words = {
  sample: (one) => t("抽取 %(drawn)s，总体 %(population)s", one),
  interview: (one) => [one.department, one.post].filter(Boolean).join(" · "),
};
const details = { sample: (one) => [one.method, one.result], interview: (one) => [one.topic] };

export function wrong(form, name, sentence) {
  const fld = $(`[data-field="${name}"]`, form);
  fld.classList.toggle("bad", Boolean(sentence));
  show($(".err", fld), sentence);
  say($(".err span", fld), sentence ?? "");
  attr($("input:not([type=radio]), textarea", fld), "aria-invalid", sentence ? "true" : null);
  return !sentence;
}

function paintRows(name) {
  const rows = ofClause(field.model[`${name}s`], place.ref);
  list(slot("rows", dialog(`${name}s`)), rows, (one) => one.id, () => clone("t-note"), (row, one) => {
    say($("b", row), words[name](one));
    say($(".t span", row), [...details[name](one), one.author_name, told(one.at)].filter(Boolean).join(" · "));
    const remove = $("[data-act=withdraw-row]", row);
    show(remove, one.author === field.pack.me.id);
    remove.onclick = () => withdraw(name, one).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));
  });
  paintRefused(name);
}

/** What the server did not take stays in sight with its sentence; a tap puts it back into the form. */
function paintRefused(name) {
  const refused = [...field.ops.values()].filter((op) => op.kind === `${name}.add` && op.body.ref === place.ref && stands(op));
  list(slot("refused", dialog(`${name}s`)), refused, (op) => op.id, () => clone("t-refused"), (row, op) => {
    say($("b", row), words[name](op.body));
    say($(".t span", row), [...details[name](op.body), whyNot(op)].filter(Boolean).join(" · "));
    $("button", row).onclick = () => {
      const form = $("form", dialog(`${name}s`));
      fill(form, op.body);
      keepDraft(name, form);
      learn([{ ...op, seen: true }]).then(refold).then(() => paintRows(name));
    };
  });
}

async function withdraw(name, one) {
  const ops = await act([{ kind: `${name}.withdraw`, subject: one.id, body: { reason: "" } }], { wait: SECONDS * 1000 });
  dialog(`${name}s`).close();
  offerUndo(t("已删除 %(name)s", { name: words[name](one) }), () => takeBack(ops), () => inSight($$(`[data-clause] [data-act=${name}s]`)));
}

/** The whole number in a box, also where it was typed with full-width digits. */
function whole({ value }) {
  const plain = value.normalize("NFKC").trim();
  return /^\d{1,7}$/.test(plain) ? Number(plain) : null;
}

async function add(name, form, body) {
  await act([{ kind: `${name}.add`, subject: freshId(), body }]);
  await dropDraft(name, body.ref);
  form.reset();
  paintRows(name);
  FIRST[name](form).focus();
}

async function addSample(form) {
  const [population, drawn] = [whole(form.population), whole(form.drawn)];
  const fine = [
    wrong(form, "population", population ? null : t("总体要写大于 0 的整数")),
    wrong(form, "drawn", drawn === null ? t("抽取数要写整数") : drawn > population ? t("抽取数不能大于总体 %(population)s", { population }) : null),
  ];
  if (fine.includes(false)) return;
  const { ref } = form.dataset;
  const { department } = myRecord(ref);
  const body = { ref, department, population, drawn, method: form.method.value.trim(), result: form.result.value.trim() };
  await add("sample", form, body);
}

async function addInterview(form) {
  if (!wrong(form, "post", form.post.value.trim() ? null : t("请写岗位（不写姓名）"))) return;
  const body = { ref: form.dataset.ref, department: form.department.value, post: form.post.value.trim(), topic: form.topic.value.trim() };
  await add("interview", form, body);
}

/** The draft stands in the form before anybody can type into it. */
async function openNotes(name) {
  const form = $("form", dialog(`${name}s`));
  const { ref } = place;
  await openDraftOf(name, form, ref);
  if (place.ref !== ref || dialog(`${name}s`).open) return;
  show(form, may(`${name}.add`));
  paintRows(name);
  dialog(`${name}s`).showModal();
  if (name === "interview") offerFirst(form.department, [place.ref]);
  FIRST[name](form).focus();
  FIRST[name](form).select();
}

function step(button) {
  const input = $("input", button.parentElement);
  input.value = Math.max(0, (whole(input) ?? 0) + Number(button.dataset.step));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

const kept = (promise) => promise.catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));

export function listen() {
  const acts = {
    samples: () => kept(openNotes("sample")), interviews: () => kept(openNotes("interview")),
    history: () => openHistory([`${field.pack.visit}/${place.ref}`, myRecord(place.ref).subject, ...ofClause(field.model.records, place.ref).map((one) => one.subject)]), close: (button) => button.closest("dialog").close(),
  };
  document.addEventListener("click", (event) => {
    if (event.target.matches(".stepper input")) event.target.select(); // a number is written anew, never beside the 0
    const button = event.target.closest("[data-act], [data-step]");
    if (!button) return;
    if (button.dataset.step) step(button);
    else acts[button.dataset.act]?.(button);
  });
  addEventListener("box", ({ detail }) => acts[detail]?.());
  const adds = { sample: once(addSample), interview: once(addInterview) };
  document.addEventListener("submit", (event) => {
    const add = adds[event.target.dataset.form];
    if (!add) return;
    event.preventDefault();
    add(event.target).catch((problem) => dispatchEvent(new CustomEvent("notkept", { detail: problem })));
  });
  for (const name of Object.keys(FIRST)) {
    $("form", dialog(`${name}s`)).addEventListener("input", (event) => keepDraft(name, event.currentTarget));
  }
  $("form", dialog("samples")).population.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    $("form", dialog("samples")).drawn.select();
  });
  $$("dialog").forEach((one) => one.addEventListener("close", () => $$(".fld", one).forEach((fld) => {
    if (fld.dataset.field) wrong(fld.parentElement, fld.dataset.field, null);
  })));
}
