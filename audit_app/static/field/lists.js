// The lists that open from the bars (behind the pill, the menus): closed by a tap beside them, by following a link in them, and by Escape.
import { $, $$ } from "./dom.js";

const opened = () => $$("details.menu[open], details.sync[open]");

/** Focus that was inside, or nowhere, goes to what opened the list; words being typed elsewhere keep it. */
function fold(one) {
  const back = document.activeElement === document.body || one.contains(document.activeElement);
  one.open = false;
  if (back) $("summary", one).focus({ preventScroll: true });
}

export function listen() {
  document.addEventListener("click", (event) => opened().forEach((one) => {
    if (!event.composedPath().includes(one)) one.open = false; // a row that was ticked off is gone by now, its path is not
    else if (event.target.closest("a[href]")) fold(one); // also where it leads to the place that is open already
  }));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented || $("dialog[open]")) return;
    opened().forEach(fold);
  });
}
