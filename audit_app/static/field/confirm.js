// 请对方确认: what is missing is named with links; else the fact in full, a typed name and post, then the form is closed for changes.
import { $, $$, attr, el, once, say, show, slot } from "./dom.js";
import { dateWords } from "./clock.js";
import { current, dueOf } from "./form_state.js";
import { look } from "./look.js";
import { wrong } from "./notes.js";
import { flush } from "./record.js";
import { act, bases, refOf } from "./state.js";
import { missing } from "./ticks.js";
import { t } from "./words.js";

const SENTENCES = { versions: "请先核对两个版本", severity: "请选择严重程度", fact: "请写事实描述", clauses: "请选择不符合条款" };
const TARGETS = { versions: "f-versions", severity: "f-severity", fact: "f-fact", clauses: "f-clauses" };
const dialog = () => document.getElementById("d-confirm");
const lackingOf = (one) => [...(one.conflict ? ["versions"] : []), ...missing(one)];

function paintProblems(lacking) {
  const box = slot("problems");
  show(box, lacking.length);
  say($("h2", box), t("还差 %(n)s 处，补上后就能请对方确认", { n: lacking.length }));
  $("ul", box).replaceChildren(...lacking.map((name) => {
    const anchor = el("a", "", t(SENTENCES[name]));
    anchor.href = `#${TARGETS[name]}`;
    const item = el("li");
    item.append(anchor);
    return item;
  }));
  $$("[data-place=form] [data-field]").filter((fld) => SENTENCES[fld.dataset.field]).forEach((fld) => {
    const bad = lacking.includes(fld.dataset.field);
    fld.classList.toggle("bad", bad);
    show($(".err", fld), bad);
    say($(".err span", fld), bad ? t(SENTENCES[fld.dataset.field]) : "");
    attr($("textarea", fld), "aria-invalid", bad ? "true" : null);
  });
}

/** Take back the sentences about what has been mended since; nothing appears before somebody asks. */
export function mend() {
  if (slot("problems").hidden) return;
  const one = current();
  if (!one || $("[data-place=form]").hidden) paintProblems([]);
  else paintProblems(lackingOf(one));
}

async function ask() {
  await flush();
  const one = current();
  const lacking = lackingOf(one);
  paintProblems(lacking);
  if (lacking.length) {
    slot("problems").focus();
    slot("problems").scrollIntoView({ block: "nearest" });
    return;
  }
  paintAsked(one);
  show(slot("c-changed"), false);
  if (!dialog().open) dialog().showModal();
}

/** What the company's person reads; returns it as one text, so that a change made meanwhile is noticed. */
function paintAsked(one) {
  const { nominal, rolled } = dueOf(one);
  const words = {
    number: one.number, clauses: one.clauses.map((ref) => refOf(ref)?.label ?? ref).join(t("；")), severity: look(one.severity ?? "todo").word,
    department: one.department || t("未写"), due: dateWords(one.due_on ?? (one.moved && rolled ? rolled : nominal)), fact: one.fact,
  };
  Object.entries(words).forEach(([name, text]) => say(slot(`c-${name}`), text));
}

const asked = () => $$("dd, .quote", dialog()).map((one) => one.textContent).join("\n");

async function confirm(event) {
  const { name, post } = event.target;
  const fine = [
    wrong(event.target, "name", name.value.trim() ? null : t("请写姓名")), wrong(event.target, "post", post.value.trim() ? null : t("请写职务")),
  ];
  if (fine.includes(false)) return;
  const one = current();
  const read = asked();
  paintAsked(one);
  if (read !== asked() || one.conflict) {
    show(slot("c-changed"), true);
    slot("c-changed").scrollIntoView({ block: "nearest" });
    return;
  }
  const subject = one.id;
  let raised = one.raised_by;
  if (one.state === "draft") {
    const base = Object.fromEntries(Object.entries(one.heads).map(([field_name, heads]) => [field_name, bases(heads)]));
    [{ id: raised }] = await act([{ kind: "nonconformity.raise", subject, base }]);
  }
  await act([{ kind: "nonconformity.confirm", subject, base: raised ? { state: [raised] } : {}, body: { name: name.value.trim(), post: post.value.trim(), how: "typed" } }]);
  event.target.reset();
  dialog().close();
}

function jump(event) {
  const anchor = event.target.closest("a");
  if (!anchor) return;
  event.preventDefault();
  const target = document.getElementById(anchor.hash.slice(1));
  const first = target.matches("textarea") ? target : $("input:not(:disabled), button:not(:disabled)", target) ?? target;
  target.scrollIntoView({ block: "center" });
  first.focus();
}

export function listen() {
  const kept = (work) => (event) => {
    event.preventDefault();
    work(event).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));
  };
  $("[data-place=form]").addEventListener("submit", kept(ask));
  $("form", dialog()).addEventListener("submit", kept(once(confirm)));
  slot("problems").addEventListener("click", jump);
}
