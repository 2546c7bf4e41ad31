// Eight seconds to take the last act back: the bar at the bottom of the screen. Afterwards the focus is where the act came from.
import { $, say, show, slot } from "./dom.js";
import { t } from "./words.js";

export const SECONDS = 8;
let back = null;
let origin = () => null;
let timer = 0;

/** `from` finds the control that the act came from, which may have been made anew meanwhile. */
export function offerUndo(words, undo, from = () => null) {
  clearTimeout(timer);
  [back, origin] = [undo, from];
  const bar = slot("toast");
  say($("span", bar), words);
  show(bar, true);
  document.documentElement.toggleAttribute("data-toast", true);
  timer = setTimeout(over, SECONDS * 1000);
}

export function dismiss() {
  clearTimeout(timer);
  back = null;
  show(slot("toast"), false);
  document.documentElement.toggleAttribute("data-toast", false);
}

/** The first of some elements that is in sight of the layout. */
export const inSight = (elements) => elements.find((one) => one?.getClientRects().length) ?? null;

/** Never to nowhere: a keyboard and a screen reader would begin anew at the top of the document. */
const focus = (from) => (inSight([from()]) ?? document.getElementById("main")).focus();

/** The bar goes by itself; whoever stood on it stands where the act came from. */
function over() {
  const inside = slot("toast").contains(document.activeElement);
  dismiss();
  if (inside) focus(origin);
}

export function listen() {
  slot("toast").addEventListener("click", async (event) => {
    if (!event.target.closest("[data-act=undo]")) return;
    const [undo, from] = [back, origin];
    dismiss();
    const done = await undo?.();
    focus(from);
    if (done === false) dispatchEvent(new CustomEvent("trouble", { detail: t("撤销晚了，这一步已经上传。") }));
  });
}
