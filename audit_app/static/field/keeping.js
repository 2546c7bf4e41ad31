// Pictures picked or shot that this tablet has not kept yet: the pill counts them, links wait for them, and leaving the page asks.
import { emit, field } from "./state.js";

const waiting = new Set();

/** So many more are to be kept; `kept` says of each when it is, or that it could not be taken. */
export function expect(count) {
  field.keeping.all += count;
  emit();
}

export function kept() {
  const { keeping } = field;
  keeping.done += 1;
  if (keeping.done >= keeping.all) {
    Object.assign(keeping, { done: 0, all: 0 });
    waiting.forEach((done) => done());
    waiting.clear();
  }
  emit();
}

/** Resolves when every one is kept. */
export const settled = () => new Promise((done) => { if (field.keeping.all) waiting.add(done); else done(); });

/** A link away is followed once they are kept: the tablet's own pages go without the browser's question. */
function away(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || !field.keeping.all || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.target || link.hasAttribute("download")) return;
  event.preventDefault();
  settled().then(() => { location.href = link.href; });
}

export function listen() {
  addEventListener("click", away);
  addEventListener("beforeunload", (event) => { if (field.keeping.all) event.preventDefault(); });
}
