// The nonconformity form on the screen: painted from the model, every change an op at once. Asking for confirmation has its own module.
import { $, $$, attr, clone, draw, el, list, say, show, slot } from "./dom.js";
import { dateWords, dayWords, weekday } from "./clock.js";
import { likelyFirst } from "./departments.js";
import { termOf } from "./due.js";
import { paintEvidence, paintSaved, paintSign } from "./form_side.js";
import { current, dayOf, dueOf, editable } from "./form_state.js";
import { heldConfirm } from "./held_acts.js";
import { FIELD_WORDS } from "./history.js";
import { endedBy } from "./kept_back.js";
import { paintChanged } from "./changed.js";
import { pending } from "./record.js";
import { link, place } from "./router.js";
import { bases, field, may, refOf } from "./state.js";
import { choicesOf } from "./terms.js";
import { namesPerson, ticks } from "./ticks.js";
import { ownHead, paintVersions } from "./versions.js";
import { t } from "./words.js";
import { clashOfForm, paintClash } from "./clash.js";
import { complain } from "./boxes.js";
import { paintNotTaken } from "./not_taken.js";
import { paintRecall } from "./recall.js";
import { refusedText, whyNot } from "./refusals.js";
import { growAll } from "../parts/grow.js";

const FIRST_DEPARTMENTS = 3;
const NAMES = {
  severity: "严重程度", fact: "事实描述", clauses: "不符合条款", department: "责任部门", photos: "选用照片", term: "期限", moved: "顺延",
};
const view = { others: false };
const root = () => $("[data-place=form]");
function paintClauses(one) {
  list(slot("clauses"), one.clauses, (ref) => ref, () => clone("t-chip"), (chip, ref) => {
    const label = refOf(ref)?.label ?? ref;
    attr($("a", chip), "href", link(`c/${ref}`));
    say($("a", chip), label);
    show($(".off", chip), editable(one) && one.clauses.length > 1);
    attr($(".off", chip), "aria-label", t("去掉 %(label)s", { label }));
  });
}

function paintTicks(fact) {
  for (const [name, good] of Object.entries(ticks(fact, field.pack.ticks))) {
    const tag = $(`[data-tick="${name}"]`);
    const named = name === "post" && namesPerson(fact, field.pack.person);
    attr(tag, "class", `tag ${named ? "c-minor" : good ? "c-ok" : "c-na"}`);
    draw($("svg", tag), named ? "warn" : good ? "tick" : "todo", "", "i i-s");
    if (name === "post") say($("span", tag), t(named ? "写职务，不写姓名" : "岗位（不写姓名）"));
    attr(tag, "data-good", good ? "1" : "0");
  }
}

function option(name) {
  const label = clone("t-opt");
  $("input", label).name = name;
  return label;
}

function paintOption(label, value, words, checked) {
  const input = $("input", label);
  attr(input, "value", value);
  input.checked = checked;
  say($("span", label), words);
}

function paintDepartments(one) {
  const known = likelyFirst(one.clauses);
  const first = view.others ? known : known.slice(0, FIRST_DEPARTMENTS);
  const names = [...new Set([...first, ...(one.department ? [one.department] : [])])];
  list(slot("departments"), names, (name) => name, () => option("department"), (label, name) => paintOption(label, name, name, one.department === name));
  show($("[data-act=other-department]"), !view.others);
  show(slot("department-text"), view.others && editable(one));
}

function paintTerm(one) {
  const { terms } = field.pack;
  const term = termOf(one, terms);
  const choices = choicesOf(term, terms, one.severity);
  list(slot("terms"), choices, ({ value }) => value, () => option("term"), (label, { value, words, chosen }) => paintOption(label, value, words, chosen));
  const own = slot("terms").querySelector("[data-last] input");
  own.checked = Boolean(term.on);
  show(slot("term-on"), own.checked || view.day);
  say(slot("term-about"), terms.about ?? "");
  if (term.on && document.activeElement !== slot("term-on")) slot("term-on").value = term.on;
  paintDue(one);
}

function paintDue(one) {
  const { nominal, rolled, provisional } = dueOf(one);
  const last = dayOf(one);
  const bold = document.createElement("b");
  bold.textContent = dateWords(last);
  const line = slot("due");
  line.replaceChildren(`${t("截止")} `, bold, ` ${weekday(last)}${provisional || one.provisional ? t("（暂定）") : ""}`);
  show(slot("move"), editable(one) && rolled);
  if (rolled) say(slot("move"), one.moved ? t("改回 %(day)s", { day: dayWords(nominal) }) : t("顺延到 %(day)s", { day: dayWords(rolled) }));
}

function paintTwo(one) {
  const blocks = editable(one) ? Object.entries(one.heads).filter(([name]) => NAMES[name]) : [];
  paintVersions(slot("form-versions"), blocks.map(([name, heads]) => ({
    title: t(NAMES[name]), kind: "nonconformity.set", heads, words: (value) => ({ text: name === "fact" ? value : FIELD_WORDS[name](value) }),
    draft: (value) => ({ kind: "nonconformity.set", subject: one.id, base: { [name]: bases(field.model.nonconformities.get(one.id).heads[name]) }, body: { [name]: value } }),
  })));
}

/** The fact in its box: what the server refused stays there, marked, as long as it can be mended. */
function paintFact(box, one) {
  const refused = editable(one) ? refusedText("nonconformity.set", one.id, "fact") : null;
  const text = refused?.body.fact ?? ownHead(one.heads.fact)?.value ?? one.fact;
  const writing = pending(one.id, "fact");
  if (!writing && box.value !== text) box.value = text;
  if (!box.dataset.tooLong) complain(box, refused && !writing ? whyNot(refused, "fact") : null);
}

/** A confirmation that a person or the server itself ends: asking the company again would change nothing. */
function waitsForOthers({ id }) {
  const op = heldConfirm(id);
  return Boolean(op) && endedBy(op) !== "company";
}

export function paintForm(opened) {
  const one = current();
  show(root(), one);
  if (!one) return;
  if (opened) Object.assign(view, { others: false, day: false });
  slot("whole").disabled = !editable(one);
  paintClash(slot("form-clash"), clashOfForm(one), place);
  say(slot("form-title"), t("不符合项 %(number)s", one));
  paintClauses(one);
  $$("input[name=severity]").forEach((input) => { input.checked = input.value === one.severity; });
  const fact = document.getElementById("f-fact");
  paintFact(fact, one);
  paintTicks(fact.value);
  [paintTwo, paintDepartments, paintTerm, paintEvidence, paintSign, paintSaved, paintNotTaken].forEach((paint) => paint(one));
  paintChanged(one, opened);
  paintRecall(one);
  show($("[data-act=withdraw]"), one.state === "draft" && may("nonconformity.withdraw"));
  show(slot("ask"), ["draft", "raised"].includes(one.state) && may("nonconformity.confirm") && !waitsForOthers(one));
  attr(slot("to-clause"), "href", link(`c/${one.clauses[0]}`));
  if (opened) growAll(root());
}

export const openOthers = () => { view.others = true; };
export const openDay = (on) => { view.day = on; };
