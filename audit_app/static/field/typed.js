// What is being typed, written down beside the store with the keystroke itself: the store answers later, and a page that is reloaded or closed before it
// does would lose the last letters. An entry goes as soon as the store has it.
import * as clock from "./clock.js";
import { field } from "./state.js";

const start = () => `typed:${field.pack.me.id}:${field.pack.visit}:`;

function read(key) {
  try { return JSON.parse(localStorage.getItem(key) ?? "null"); } catch { return null; }
}

/** `box` names where it is typed; `more` says what is to be made of it when the page did not come to it. */
export function hold(box, value, more = {}) {
  try { localStorage.setItem(start() + box, JSON.stringify({ ...more, value, at: clock.now() })); } catch { /* private window, or full: the store alone keeps it */ }
}

export const held = (box) => read(start() + box)?.value ?? null;

/** The store has it; what was typed since stays. */
export function release(box, value) {
  if (value !== undefined && JSON.stringify(held(box)) !== JSON.stringify(value)) return;
  try { localStorage.removeItem(start() + box); } catch { /* private window: nothing was written */ }
}

/** Nothing of a box stays, in whatever visit it was typed. */
export function letGo(box) {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith(`typed:${field.pack.me.id}:`) && key.endsWith(`:${box}`)).forEach((key) => localStorage.removeItem(key));
  } catch { /* private window: nothing was written */ }
}

/** Entries of this person and visit, as {box, value, at, …more}. */
export function left() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(start())).map((key) => ({ ...read(key), box: key.slice(start().length) }));
  } catch { return []; }
}
