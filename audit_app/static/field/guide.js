// What is told beside a clause's questions, folded or not: as this person left it, on every clause alike.
import { $$ } from "./dom.js";
import { field } from "./state.js";

const key = () => `guide:${field.pack.me.id}`;

function wanted() {
  try { return localStorage.getItem(key()) === "1"; } catch { return false; } // private window: folded at first
}

/** Fold or open them all alike, and remember it from now on. */
export function begin() {
  const all = $$("[data-guide]");
  let open = wanted();
  const alike = () => all.forEach((one) => { if (one.open !== open) one.open = open; });
  alike();
  all.forEach((one) => one.addEventListener("toggle", () => {
    if (one.open === open) return; // the others follow
    open = one.open;
    try { localStorage.setItem(key(), open ? "1" : "0"); } catch { /* as above */ }
    alike();
  }));
}
