// Text areas whose every input is kept: own text of a clause, and the fact of a nonconformity. One unsent op stands for all that was typed since.
import { act, bases, field } from "./state.js";

const DELAY = 250;
const waiting = new Map();
let chain = Promise.resolve();

/** Keep `value` of a field soon; `draft(value)` gives {kind, subject, base, body}, `name` the field whose heads are the base. */
export function keepSoon(key, value, save) {
  clearTimeout(waiting.get(key)?.timer);
  waiting.set(key, { value, save, timer: setTimeout(() => flush(key), DELAY) });
}

/** Keep what waits now: one field, or all when the page goes. */
export function flush(key) {
  const keys = key ? [key] : [...waiting.keys()];
  for (const one of keys) {
    const entry = waiting.get(one);
    if (!entry) continue;
    clearTimeout(entry.timer);
    waiting.delete(one);
    chain = chain.then(() => entry.save(entry.value)).catch((problem) => dispatchEvent(new CustomEvent("notkept", { detail: problem })));
  }
  return chain;
}

export const pending = (key) => waiting.has(key);

/** Write one field of a subject: an own op of the same field that was not sent is replaced, its base kept. */
export function write(kind, subject, name, value, heads, body) {
  const top = bases(heads);
  const last = [...field.ops.values()].filter((op) => replaceable(op, kind, subject, name) && top.includes(op.id)).at(-1);
  if (last) return act([{ kind, subject, base: last.base, body: { ...body, [name]: value } }], { replace: [last.id] });
  return act([{ kind, subject, base: { [name]: top }, body: { ...body, [name]: value } }]);
}

function replaceable(op, kind, subject, name) {
  const others = Object.keys(op.body).filter((key) => !["visit", "ref", "department", name].includes(key));
  return op.kind === kind && op.subject === subject && name in op.body && !others.length && op.state === "local" && !op.sent && !op.tries;
}

export function listen() {
  addEventListener("pagehide", () => flush());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush());
  document.addEventListener("focusout", (event) => event.target.matches?.("textarea, input") && flush());
}
