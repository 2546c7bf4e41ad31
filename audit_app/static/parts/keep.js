// What was typed into a form of the desk and not sent has a home: <form data-keep="subject"> is kept in this tab, by person, address of the act
// and subject (where a hidden field chooses it), while somebody types, and put back after a reload or on the way back. It goes when the act is
// done, when it is thrown away, at the sign-out. Where the page was changed by somebody meanwhile, it is shown beside the form and not put in.
import { addRow, all, fieldsOf, firstOf, put, typed, valueOf, wasOf, wordsOf } from "./kept_fields.js";
import { lineOf } from "./kept_line.js";

const ALL = "keep:";
const me = document.getElementById("leave")?.dataset.me;
const line = document.getElementById("keep");

const pathOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
const nameOf = (form) => `${ALL}${me}:${pathOf(form)}${form.dataset.keep ? `#${form.dataset.keep}` : ""}`;
const names = () => Object.keys(sessionStorage).filter((one) => one.startsWith(ALL));
const pathIn = (name) => name.slice(name.indexOf(":", ALL.length) + 1).split("#")[0];
const formsOf = (path) => [...document.querySelectorAll("form[data-keep]")].filter((form) => pathOf(form) === path);
const asked = []; // what was sent and is still asked about on this page

/** {values, base, was, old, sent, unsure} under a name, or null; a browser that keeps nothing has none. */
function read(name) {
  try { return JSON.parse(sessionStorage.getItem(name) ?? "null"); } catch { return null; }
}

function write(name, kept) {
  try {
    if (kept) sessionStorage.setItem(name, JSON.stringify(kept));
    else sessionStorage.removeItem(name);
  } catch { /* full, or a window that keeps nothing */ }
}

function keep(form) {
  const { base = all(form, firstOf), was = wasOf(form), old, sent, unsure, at, on } = read(nameOf(form)) ?? {};
  const from = "posted" in line.dataset ? { at, on } : { at: location.pathname, on: location.pathname + location.search };
  const kept = { values: all(form, valueOf), base, was, old, unsure: unsure || sent, ...from };
  kept.words = wordsOf(form, kept);
  write(nameOf(form), typed(kept).length || old ? kept : null);
}

/** Whether somebody changed meanwhile what the form is about, or a field that was typed into. */
function changed(form, kept) {
  const fields = new Map(fieldsOf(form));
  const firstNow = (name) => (fields.has(name) ? firstOf(fields.get(name)) : "");
  return kept.was !== wasOf(form) || typed(kept).some((name) => firstNow(name) !== (kept.base[name] ?? ""));
}

function tell(form, kept) {
  form.prepend(lineOf(line, kept.unsure ? "unsure" : kept.old ? "changed" : "back", kept.old, () => {
    write(nameOf(form), null);
    form.reset();
    fieldsOf(form)[0]?.[1].focus();
  }));
  form.closest("details")?.setAttribute("open", "");
}

/** The form that somebody typed into on this page is not here any more: another person's act took it away. */
function tellOrphans() {
  const here = new Set([...document.querySelectorAll("form[data-keep]")].map(nameOf));
  for (const name of names().filter((one) => !here.has(one))) {
    const kept = read(name);
    if (kept?.at !== location.pathname) continue;
    document.querySelector("main")?.prepend(lineOf(line, kept.unsure ? "unsure" : "changed", [...(kept.old ?? []), ...(kept.words ?? [])], () => write(name, null)));
  }
}

/** Put back what was typed; or, once the page has changed, lay it beside the form. On the answer to another form only the first. */
function restore(form, posted) {
  const kept = read(nameOf(form));
  if (!kept) return;
  if (changed(form, kept)) {
    if (posted) return;
    kept.old = [...(kept.old ?? []), ...wordsOf(form, kept)];
    kept.values = kept.base = all(form, firstOf);
    kept.was = wasOf(form);
    write(nameOf(form), kept);
  }
  const done = [];
  for (const name of typed(kept)) {
    while (name.includes("#") && !new Map(fieldsOf(form)).has(name) && addRow(form, name));
    const one = new Map(fieldsOf(form)).get(name);
    if (!one || valueOf(one) === kept.values[name]) continue;
    put(one, kept.values[name]);
    done.push(one);
  }
  if (done.length || kept.old) tell(form, kept);
  const asks = done.find((one) => one.closest("[hx-post]")); // other parts of the page follow it
  if (asks) window.addEventListener("load", () => asks.dispatchEvent(new Event("change", { bubbles: true })));
}

/** The answer to a form shows what was sent: that is what stands now. */
function renew(form) {
  const kept = read(nameOf(form));
  if (kept) write(nameOf(form), { ...kept, values: all(form, valueOf), was: wasOf(form), sent: undefined, unsure: undefined });
}

/** An act ends in a redirect to its page, or in a page that says itself that it is done (`over`). The way round by the sign-in and an answer of any other kind leave what was typed; without an
    answer nobody knows. */
function settle({ posted = false, over = false, back = false } = {}) {
  const way = performance.getEntriesByType("navigation")[0];
  const from = document.referrer ? new URL(document.referrer) : null;
  const login = from?.pathname.startsWith("/login");
  const done = over || !posted && !back && way?.redirectCount > 0 && way.type !== "back_forward" && from?.origin === location.origin && !login;
  for (const name of names()) {
    if (!name.startsWith(`${ALL}${me}:`)) { sessionStorage.removeItem(name); continue; }
    const { sent, ...kept } = read(name) ?? {};
    if (!sent) continue;
    if (posted && !over) asked.push(name);
    write(name, done ? null : { ...kept, unsure: kept.unsure || !(posted || login) });
  }
}

/** A page that says that the act was refused or failed is an answer as well: nothing was written. */
function failed() {
  for (const name of names().filter((one) => pathIn(one) === location.pathname)) {
    const { sent, ...kept } = read(name) ?? {};
    if (sent) write(name, kept);
  }
}

function begin() {
  const posted = "posted" in line.dataset;
  settle({ posted, over: "done" in line.dataset });
  for (const form of document.querySelectorAll("form[data-keep]")) {
    if (posted && pathOf(form) === location.pathname) renew(form);
    else restore(form, posted);
  }
  if (!posted) tellOrphans();
  for (const name of ["input", "change"]) {
    document.addEventListener(name, (event) => {
      const form = event.target.form;
      if (form && "keep" in form.dataset) keep(form);
    });
  }
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.getAttribute("method") !== "post") return;
    const path = pathOf(event.target);
    const forms = formsOf(path).map(nameOf);
    for (const name of forms.length ? forms : asked.filter((one) => pathIn(one) === path)) {
      const kept = read(name);
      if (kept) write(name, { ...kept, sent: true });
    }
  });
  window.addEventListener("pageshow", (event) => event.persisted && settle({ back: true }));
}

try {
  if (document.querySelector("main[data-failed]")) failed();
  else if (me && line && sessionStorage) begin();
} catch { /* a window that keeps nothing */ }
