// Text areas whose every input is kept: own text of a clause, and the fact of a nonconformity. One unsent op stands for all that was typed since.
import { listen as listenToBoxes } from "./boxes.js";
import { act, field } from "./state.js";
import { hold, left, release } from "./typed.js";
import { ownHead, upon } from "./versions.js";

const DELAY = 250;
const QUIET = 1500;
const RETRY = 5000;
const waiting = new Map();
const saving = new Map();
const kept = new Map();
let chain = Promise.resolve();

const keyOf = ({ subject, name }) => `${subject}/${name}`;

/** Keep `value` of a box {kind, subject, name, body}: the first keystroke at once, the next ones together every DELAY, also when nobody stops typing. */
export function keepSoon(box, value) {
  const key = keyOf(box);
  const base = waiting.get(key)?.box.base ?? upon(headsOf(box));
  hold(key, value, { ...box, base });
  const timer = waiting.get(key)?.timer ?? setTimeout(() => flush(key), Math.max(0, (kept.get(key) ?? 0) + DELAY - Date.now()));
  waiting.set(key, { box: { ...box, base }, value, timer });
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
    chain = chain.then(() => write(entry.box, entry.value)).then(() => release(one, entry.value), (problem) => keepWaiting(one, entry, problem))
      .finally(() => saving.set(one, saving.get(one) - 1));
  }
  return chain;
}

/** Not kept: the text stays in its box and is tried again, unless more was typed meanwhile. */
function keepWaiting(key, entry, detail) {
  dispatchEvent(new CustomEvent("notkept", { detail }));
  if (!waiting.has(key)) waiting.set(key, { ...entry, timer: setTimeout(() => flush(key), RETRY) });
}

/** Whether the screen is ahead of the local store: its text is not to be painted over. */
export const pending = (subject, name) => waiting.has(keyOf({ subject, name })) || saving.get(keyOf({ subject, name })) > 0;

const headsOf = ({ kind, subject, name }) => (kind === "record.set" ? field.model.records.get(subject)?.heads : field.model.nonconformities.get(subject)?.heads[name]);

/** What is written upon: the heads that stood in the box when the typing began, or what this tablet made of them since. What came from
    elsewhere meanwhile was not seen, so it stays beside. */
function top(box) {
  const heads = headsOf(box) ?? [];
  const own = heads.findLast((head) => head.author === field.pack.me.id && field.ops.has(head.op));
  return !own || heads.some((head) => box.base.includes(head.op)) ? box.base : [own.op];
}

/** Write one field. An own op of the same field that was not sent is replaced, its base kept; and it is sent when the typing rests, so
    that a paragraph is not a hundred ops. */
function write(box, value) {
  const { kind, subject, name, body } = box;
  return act((replacing) => {
    const base = top(box);
    const last = [...field.ops.values()].filter((op) => replaceable(op, kind, subject, name) && base.includes(op.id)).at(-1);
    return [{ kind, subject, base: { [name]: base }, body: { ...body, [name]: value }, replace: replacing ? last : undefined }];
  }, { wait: QUIET });
}

/** What was typed last before the page went away and the store had not taken yet, newer words of another tablet left beside it. */
export async function takeUp() {
  for (const { box, value, kind, subject, name, body, base } of left().filter((one) => one.kind)) {
    const one = { kind, subject, name, body, base: base ?? upon(headsOf({ kind, subject, name })) };
    const heads = headsOf(one);
    if (ownHead(heads)?.value !== value && (kind === "record.set" || heads || field.model.nonconformities.has(subject))) await write(one, value);
    release(box, value);
  }
}

function replaceable(op, kind, subject, name) {
  const others = Object.keys(op.body).filter((key) => !["visit", "ref", "department", name].includes(key));
  return op.kind === kind && op.subject === subject && name in op.body && !others.length && op.state === "local" && !op.tries;
}

export function listen() {
  listenToBoxes();
  addEventListener("pagehide", () => flush());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush());
  document.addEventListener("focusout", (event) => event.target.matches?.("textarea, input") && flush());
}
