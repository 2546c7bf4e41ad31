// Eight seconds to take the last act back: the bar at the bottom of the screen.
import { $, say, show, slot } from "./dom.js";
import { t } from "./words.js";

export const SECONDS = 8;
let back = null;
let timer = 0;

export function offerUndo(words, undo) {
  clearTimeout(timer);
  back = undo;
  const bar = slot("toast");
  say($("span", bar), words);
  show(bar, true);
  document.documentElement.toggleAttribute("data-toast", true);
  timer = setTimeout(dismiss, SECONDS * 1000);
}

export function dismiss() {
  clearTimeout(timer);
  back = null;
  show(slot("toast"), false);
  document.documentElement.toggleAttribute("data-toast", false);
}

export function listen() {
  slot("toast").addEventListener("click", async (event) => {
    if (!event.target.closest("[data-act=undo]")) return;
    const undo = back;
    dismiss();
    if ((await undo?.()) === false) dispatchEvent(new CustomEvent("trouble", { detail: t("撤销晚了，这一步已经上传。") }));
  });
}
