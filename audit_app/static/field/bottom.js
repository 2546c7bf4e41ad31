// The bar under a clause: the clauses before and after it, and what may be taken back.
import { $, attr, say, show, slot } from "./dom.js";
import { link } from "./router.js";
import { field, may } from "./state.js";
import { t } from "./words.js";

const AUTO = "judge-and-go-on";
let now = false;
try { now = localStorage.getItem(AUTO) === "1"; } catch { /* private window: off until it is chosen */ }

/** Whether a judgement leads on to the next clause (off unless chosen). */
export const goesOn = () => now;
export const nextOf = (ref) => field.pack.refs[field.pack.refs.findIndex((one) => one.ref === ref) + 1]?.ref ?? null;

function toggleAuto(button) {
  now = !now;
  try { localStorage.setItem(AUTO, now ? "1" : "0"); } catch { /* as above */ }
  attr(button, "aria-pressed", now);
}

export function listen() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act=auto-next]");
    if (button) toggleAuto(button);
  });
}

export function paintBottom(ref) {
  const { refs } = field.pack;
  const at = refs.findIndex((one) => one.ref === ref);
  for (const [name, one, words] of [["prev", refs[at - 1], (r) => r.number ?? r.title], ["next", refs[at + 1], (r) => r.line ?? r.label]]) {
    const anchor = slot(name);
    show(anchor, one);
    if (!one) continue;
    attr(anchor, "href", link(`c/${one.ref}`));
    attr(anchor, "title", one.line ?? one.label);
    attr(anchor, "aria-label", t(name === "prev" ? "上一条 %(label)s" : "下一条 %(label)s", { label: one.line ?? one.label }));
    say($("span", anchor), words(one));
  }
  attr($("[data-act=auto-next]"), "aria-pressed", now);
  slot("clear").disabled = !field.model.judgements.get(ref)?.value || !may("judgement.set");
}
