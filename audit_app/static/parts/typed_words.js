// What was typed into the form of a sampling or an interview and not added: what of it a person wrote, on the tablet's pages and at the sign-out.
const KEY = /^draft:(sample|interview):([^/]+)\/(.+)\/([^/]+)$/;
const HELD = /^typed:[^:]*:[^:]*:(draft:.*)$/;
// a department is filled in by itself; `of` says where the form stands
const BESIDE = ["department", "of"];

/** The written fields, as [name, text]; the 0 a number begins with is not written. */
export const written = (values) => Object.entries(values ?? {}).filter(([name, text]) => !BESIDE.includes(name) && String(text ?? "").trim() && String(text).trim() !== "0");

/** {key, name, visit, ref, author, values, of} of a kept draft, or null when nothing is written in it. */
export function typedOf(key, values) {
  const [, name, visit, ref, author] = key.match(KEY) ?? [];
  return author && written(values).length ? { key, name, visit, ref, author, values, of: values.of ?? {} } : null;
}

/** What was typed last and the store may not have yet, as [key, values]. */
export function stillHeld() {
  try {
    return Object.keys(localStorage).filter((key) => HELD.test(key)).map((key) => [key.match(HELD)[1], JSON.parse(localStorage.getItem(key)).value]);
  } catch { return []; }
}

/** All drafts of the store, as [key, values], with what was typed since over them. */
export const typedIn = (stored) => [...new Map([...stored, ...stillHeld()])].map(([key, values]) => typedOf(key, values)).filter(Boolean);
