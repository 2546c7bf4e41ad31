// What was typed into a form of the desk and not sent has a home: <form data-keep> is kept in this tab, by person and address of the act,
// while somebody types, and put back after a reload or on the way back. It goes when the act is done, when it is thrown away, at the sign-out.
const ALL = "keep:";
const me = document.getElementById("leave")?.dataset.me;
const line = document.getElementById("keep");
const UNKEPT = new Set(["hidden", "password", "file", "submit", "button", "reset"]);

const pathOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
const key = (path) => `${ALL}${me}:${path}`;

/** {values, base, sent} of an act, or null; a browser that keeps nothing has none. */
function read(path) {
  try { return JSON.parse(sessionStorage.getItem(key(path)) ?? "null"); } catch { return null; }
}

function write(path, kept) {
  try {
    if (kept) sessionStorage.setItem(key(path), JSON.stringify(kept));
    else sessionStorage.removeItem(key(path));
  } catch { /* full, or a window that keeps nothing */ }
}

/** Every field as [name of the field and its place among those of one name, element]. */
function fieldsOf(form) {
  const seen = {};
  return [...form.elements].filter((one) => one.name && one.tagName !== "FIELDSET" && !UNKEPT.has(one.type)).map((one) => {
    if (/^(radio|checkbox)$/.test(one.type)) return [`${one.name}=${one.value}`, one];
    seen[one.name] = (seen[one.name] ?? -1) + 1;
    return [`${one.name}#${seen[one.name]}`, one];
  });
}

const ticks = (one) => /^(radio|checkbox)$/.test(one.type);
const valueOf = (one) => (ticks(one) ? (one.checked ? "1" : "") : one.value);
const firstOf = (one) => {
  if (ticks(one)) return one.defaultChecked ? "1" : "";
  if (one.tagName !== "SELECT") return one.defaultValue;
  return ([...one.options].find((option) => option.defaultSelected) ?? one.options[0])?.value ?? "";
};
const all = (form, of) => Object.fromEntries(fieldsOf(form).map(([name, one]) => [name, of(one)]));
const typed = ({ values, base }) => Object.keys(values).filter((name) => values[name] !== (base[name] ?? ""));

function keep(form) {
  const kept = { values: all(form, valueOf), base: read(pathOf(form))?.base ?? all(form, firstOf) };
  write(pathOf(form), typed(kept).length ? kept : null);
}

/** One more empty row of a list of which more rows were written than the page has. */
function addRow(form, name) {
  const last = [...form.querySelectorAll("[data-keep-row]")].at(-1);
  if (!last?.querySelector(`[name="${CSS.escape(name.split("#")[0])}"]`)) return;
  const row = last.cloneNode(true);
  const n = form.querySelectorAll("[data-keep-row]").length + 1;
  for (const one of row.querySelectorAll("[name]")) {
    one.value = "";
    one.setAttribute("aria-label", (one.getAttribute("aria-label") ?? "").replace(/\d+/, n));
  }
  last.after(row);
}

function put(one, value) {
  if (ticks(one)) one.checked = value === "1";
  else one.value = value;
}

function tell(form) {
  const said = line.content.cloneNode(true).firstElementChild;
  said.querySelector("button").addEventListener("click", () => {
    write(pathOf(form), null);
    said.remove();
    form.reset();
    fieldsOf(form)[0]?.[1].focus();
  });
  form.prepend(said);
  form.closest("details")?.setAttribute("open", "");
}

function restore(form) {
  const kept = read(pathOf(form));
  if (!kept) return;
  const names = typed(kept);
  for (const name of names) {
    let fields = new Map(fieldsOf(form));
    if (!fields.has(name) && name.includes("#")) { addRow(form, name); fields = new Map(fieldsOf(form)); }
    const one = fields.get(name);
    if (!one) continue;
    put(one, kept.values[name]);
    if (one.tagName === "TEXTAREA") one.dispatchEvent(new Event("input")); // it grows
  }
  tell(form);
}

/** The answer to a form shows what was sent: that is what stands now. */
function renew(form) {
  const kept = read(pathOf(form));
  if (kept) write(pathOf(form), { values: all(form, valueOf), base: kept.base });
}

/** An act ends in a redirect to its page; an answer of any other kind, or the way round by the sign-in, leaves what was typed. */
function settle(posted) {
  const way = performance.getEntriesByType("navigation")[0];
  const from = document.referrer ? new URL(document.referrer).pathname : "";
  const done = !posted && way?.redirectCount > 0 && way.type !== "back_forward" && !from.startsWith("/login");
  for (const name of Object.keys(sessionStorage).filter((one) => one.startsWith(ALL))) {
    if (!name.startsWith(key(""))) { sessionStorage.removeItem(name); continue; }
    const path = name.slice(key("").length);
    const kept = read(path);
    if (kept?.sent) write(path, done ? null : { values: kept.values, base: kept.base });
  }
}

function begin() {
  const posted = "posted" in line.dataset;
  settle(posted);
  document.querySelectorAll("form[data-keep]").forEach(posted ? renew : restore);
  for (const name of ["input", "change"]) {
    document.addEventListener(name, (event) => {
      const form = event.target.form;
      if (form && "keep" in form.dataset) keep(form);
    });
  }
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.getAttribute("method") !== "post") return;
    const path = pathOf(event.target);
    const kept = read(path);
    if (kept) write(path, { ...kept, sent: true });
  });
}

try {
  if (me && line && sessionStorage) begin();
} catch { /* a window that keeps nothing */ }
