// Text areas whose every input is kept: own text of a clause, and the fact of a nonconformity. One unsent op stands for all that was typed since.
import { act, field } from "./state.js";
import { upon } from "./versions.js";

const DELAY = 250;
const QUIET = 1500;
const waiting = new Map();
const saving = new Map();
const kept = new Map();
let chain = Promise.resolve();

/** Keep `value` of a field: the first keystroke at once, the next ones together every DELAY, also when nobody stops typing. */
export function keepSoon(key, value, save) {
  const timer = waiting.get(key)?.timer ?? setTimeout(() => flush(key), Math.max(0, (kept.get(key) ?? 0) + DELAY - Date.now()));
  waiting.set(key, { value, save, timer });
}

/** Keep what waits now: one field, or all when the page goes. */
export function flush(key) {
  const keys = key ? [key] : [...waiting.keys()];
  for (const one of keys) {
    const entry = waiting.get(one);
    if (!entry) continue;
    clearTimeout(entry.timer);
    waiting.delete(one);
    kept.set(one, Date.now());
    saving.set(one, (saving.get(one) ?? 0) + 1);
    chain = chain.then(() => entry.save(entry.value)).catch((problem) => dispatchEvent(new CustomEvent("notkept", { detail: problem })))
      .finally(() => saving.set(one, saving.get(one) - 1));
  }
  return chain;
}

/** Whether the screen is ahead of the shelf: its text is not to be painted over. */
export const pending = (key) => waiting.has(key) || saving.get(key) > 0;

/** Write one field of a subject; `headsNow()` gives the heads it is written upon. An own op of the same field that was not sent
    is replaced, its base kept; and it is sent when the typing rests, so that a paragraph is not a hundred ops. */
export function write(kind, subject, name, value, headsNow, body) {
  return act((replacing) => {
    const top = upon(headsNow(), kind);
    const last = [...field.ops.values()].filter((op) => replaceable(op, kind, subject, name) && top.includes(op.id)).at(-1);
    return [{ kind, subject, base: { [name]: top }, body: { ...body, [name]: value }, replace: replacing ? last : undefined }];
  }, { wait: QUIET });
}

function replaceable(op, kind, subject, name) {
  const others = Object.keys(op.body).filter((key) => !["visit", "ref", "department", name].includes(key));
  return op.kind === kind && op.subject === subject && name in op.body && !others.length && op.state === "local" && !op.tries;
}

export function listen() {
  addEventListener("pagehide", () => flush());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush());
  document.addEventListener("focusout", (event) => event.target.matches?.("textarea, input") && flush());
}
