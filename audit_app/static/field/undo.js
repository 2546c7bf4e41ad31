// Eight seconds to take the last act back: the bar at the bottom of the screen.
import { $, say, show, slot } from "./dom.js";

export const SECONDS = 8;
let back = null;
let timer = 0;

export function offerUndo(words, undo) {
  clearTimeout(timer);
  back = undo;
  const bar = slot("toast");
  say($("span", bar), words);
  show(bar, true);
  timer = setTimeout(dismiss, SECONDS * 1000);
}

export function dismiss() {
  clearTimeout(timer);
  back = null;
  show(slot("toast"), false);
}

export function listen() {
  slot("toast").addEventListener("click", (event) => {
    if (!event.target.closest("[data-act=undo]")) return;
    const undo = back;
    dismiss();
    undo?.();
  });
}
