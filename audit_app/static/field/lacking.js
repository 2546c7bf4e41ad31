// What is still missing before the company can be asked: named over the form with the way to each place, and beside the place itself.
import { $, $$, attr, el, list, say, show, slot } from "./dom.js";
import { current } from "./form_state.js";
import { missing } from "./ticks.js";
import { t } from "./words.js";

const SENTENCES = { versions: "请先核对两个版本", severity: "请选择严重程度", fact: "请写事实描述", clauses: "请选择不符合条款" };
const TARGETS = { versions: "f-versions", severity: "f-severity", fact: "f-fact", clauses: "f-clauses" };

/** Names of what is missing in a nonconformity; two versions come first. */
export const lackingOf = (one) => [...(one.conflict ? ["versions"] : []), ...missing(one)];

/** Name what is missing, or take it back. */
export function paintProblems(lacking) {
  const box = slot("problems");
  show(box, lacking.length);
  say($("h2", box), t("还差 %(n)s 处，补上后就能请对方确认", { n: lacking.length }));
  // What stands already stays, and keeps the focus, when the form is painted again.
  list($("ul", box), lacking, (name) => name, (name) => {
    const anchor = el("a", "", t(SENTENCES[name]));
    anchor.href = `#${TARGETS[name]}`;
    const item = el("li");
    item.append(anchor);
    return item;
  });
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
  slot("problems").addEventListener("click", jump);
}
