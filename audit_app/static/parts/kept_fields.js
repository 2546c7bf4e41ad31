// The fields of a form whose typing is kept (keep.js): what is typed, what the page gave, one more row, the words to read. What lies in
// [data-unkept] is left out.
const UNKEPT = new Set(["hidden", "password", "file", "submit", "button", "reset"]);
const MOST_ROWS = 200;

const ticks = (one) => /^(radio|checkbox)$/.test(one.type);

/** Every field as [name of the field and its place among those of one name, element]. */
export function fieldsOf(form) {
  const seen = {};
  const mine = (one) => one.name && one.tagName !== "FIELDSET" && !UNKEPT.has(one.type) && !one.closest("[data-unkept]");
  return [...form.elements].filter(mine).map((one) => {
    if (ticks(one)) return [`${one.name}=${one.value}`, one];
    seen[one.name] = (seen[one.name] ?? -1) + 1;
    return [`${one.name}#${seen[one.name]}`, one];
  });
}

export const valueOf = (one) => (ticks(one) ? (one.checked ? "1" : "") : one.value);
export const firstOf = (one) => {
  if (ticks(one)) return one.defaultChecked ? "1" : "";
  if (one.tagName !== "SELECT") return one.defaultValue;
  return ([...one.options].find((option) => option.defaultSelected) ?? one.options[0])?.value ?? "";
};
export const all = (form, of) => Object.fromEntries(fieldsOf(form).map(([name, one]) => [name, of(one)]));
export const typed = ({ values, base }) => Object.keys(values).filter((name) => values[name] !== (base[name] ?? ""));

/** What the page says stood when it was made: it goes with the form as was_… */
export const wasOf = (form) => JSON.stringify([...form.elements].filter((one) => one.type === "hidden" && /^was[_-]/.test(one.name)).map((one) => [one.name, one.value]));

/** One more empty row of a list of which more rows were written than the page has; whether there is one. */
export function addRow(form, name) {
  const rows = form.querySelectorAll("[data-keep-row]");
  const last = [...rows].at(-1);
  if (!last?.querySelector(`[name="${CSS.escape(name.split("#")[0])}"]`) || rows.length >= MOST_ROWS) return false;
  const row = last.cloneNode(true);
  for (const one of row.querySelectorAll("[name]")) {
    for (const written of ["value", "autofocus"]) one.removeAttribute(written);
    for (const option of one.options ?? []) option.removeAttribute("selected");
    one.value = "";
    one.setAttribute("aria-label", (one.getAttribute("aria-label") ?? "").replace(/\d+/, rows.length + 1));
  }
  last.after(row);
  return true;
}

export function put(one, value) {
  if (ticks(one)) one.checked = value === "1";
  else one.value = value;
  if (one.tagName === "TEXTAREA") one.dispatchEvent(new Event("input")); // it grows
}

const textOf = (one) => (one?.textContent ?? "").trim();

/** What was typed as [label, words], to be read and copied. */
export function wordsOf(form, kept) {
  const fields = new Map(fieldsOf(form));
  return typed(kept).filter((name) => kept.values[name]).map((name) => {
    const one = fields.get(name) ?? fields.get(name.replace(/#.*/, "#0"));
    const own = one?.getAttribute("aria-label") || textOf(one?.labels?.[0]);
    if (one && ticks(one)) return [textOf(one.closest("fieldset")?.querySelector("legend")), own];
    const option = [...(one?.options ?? [])].find((each) => each.value === kept.values[name]);
    return [textOf(one?.closest("tr")?.querySelector("th")) || own, textOf(option) || kept.values[name]];
  });
}
