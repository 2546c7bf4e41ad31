// Dialogs of a clause: sampling rows, interviews, and the history of a clause or a nonconformity.
import { $, $$, attr, clone, list, once, say, show, slot } from "./dom.js";
import { moment } from "./clock.js";
import { myRecord, ofClause } from "./clause.js";
import { historyOf } from "./history.js";
import { place } from "./router.js";
import { act, field, freshId, may, takeBack } from "./state.js";
import { SECONDS, offerUndo } from "./undo.js";
import { t } from "./words.js";

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
    say($(".t span", row), [...details[name](one), one.author_name, moment(one.at)].filter(Boolean).join(" · "));
    const remove = $("[data-act=withdraw-row]", row);
    show(remove, one.author === field.pack.me.id);
    remove.onclick = () => withdraw(name, one).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));
  });
}

async function withdraw(name, one) {
  const ops = await act([{ kind: `${name}.withdraw`, subject: one.id, body: { reason: "" } }], { wait: SECONDS * 1000 });
  dialog(`${name}s`).close();
  offerUndo(t("已删除 %(name)s", { name: words[name](one) }), () => takeBack(ops));
}

const whole = (input) => (/^\d{1,7}$/.test(input.value.trim()) ? Number(input.value) : null);

async function addSample(form) {
  const [population, drawn] = [whole(form.population), whole(form.drawn)];
  const fine = [
    wrong(form, "population", population ? null : t("总体要写大于 0 的整数")),
    wrong(form, "drawn", drawn === null ? t("抽取数要写整数") : drawn > population ? t("抽取数不能大于总体 %(population)s", { population }) : null),
  ];
  if (fine.includes(false)) return;
  const { department } = myRecord(place.ref);
  const body = { ref: place.ref, department, population, drawn, method: form.method.value.trim(), result: form.result.value.trim() };
  await act([{ kind: "sample.add", subject: freshId(), body }]);
  form.reset();
  paintRows("sample");
}

async function addInterview(form) {
  if (!wrong(form, "post", form.post.value.trim() ? null : t("请写岗位（不写姓名）"))) return;
  const body = { ref: place.ref, department: form.department.value, post: form.post.value.trim(), topic: form.topic.value.trim() };
  await act([{ kind: "interview.add", subject: freshId(), body }]);
  form.reset();
  paintRows("interview");
}

function openNotes(name) {
  const form = $("form", dialog(`${name}s`));
  show(form, may(`${name}.add`));
  if (name === "interview") form.department.value = myRecord(place.ref).department;
  paintRows(name);
  dialog(`${name}s`).showModal();
}

export function openHistory(subjects) {
  const rows = historyOf(subjects);
  list(slot("rows", dialog("history")), rows, (one) => one.op, () => clone("t-note"), (row, one) => {
    say($("b", row), one.words);
    say($(".t span", row), [one.author_name, moment(one.at)].filter(Boolean).join(" · "));
  });
  show(slot("none", dialog("history")), !rows.length);
  dialog("history").showModal();
}

function step(button) {
  const input = $("input", button.parentElement);
  input.value = Math.max(0, (whole(input) ?? 0) + Number(button.dataset.step));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

export function listen() {
  const acts = {
    samples: () => openNotes("sample"), interviews: () => openNotes("interview"),
    history: () => openHistory([`${field.pack.visit}/${place.ref}`]), close: (button) => button.closest("dialog").close(),
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act], [data-step]");
    if (!button) return;
    if (button.dataset.step) step(button);
    else acts[button.dataset.act]?.(button);
  });
  const adds = { sample: once(addSample), interview: once(addInterview) };
  document.addEventListener("submit", (event) => {
    const add = adds[event.target.dataset.form];
    if (!add) return;
    event.preventDefault();
    add(event.target).catch((problem) => dispatchEvent(new CustomEvent("notkept", { detail: problem })));
  });
  $$("dialog").forEach((one) => one.addEventListener("close", () => $$(".fld", one).forEach((fld) => {
    if (fld.dataset.field) wrong(fld.parentElement, fld.dataset.field, null);
  })));
}
