// Keys on desktop lists: J/K next and previous, Enter opens what comes next, Space the photo, / search, ? the list of keys. No bare key acts:
// Enter and J/K follow links only, a button is pressed by whoever has it in focus.
// The list: <… data-keys> with items [data-keys-item] (each holds a link or is one); what comes next: <a data-keys-main>; the photo: [data-keys-photo];
// the search: [data-keys-search], or the one of find.js; the list of keys: an element [data-keys-help] with hidden.
import { open } from "./find.js";

const main = () => document.querySelector("a[href][data-keys-main]");
const typing = (element) => element.matches?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const links = (item) => (item.matches("a, button") ? item : item.querySelector("a, button") ?? item);

function step(by) {
  const items = [...document.querySelectorAll("[data-keys] [data-keys-item]")].filter((item) => item.offsetParent !== null || item.getClientRects().length);
  if (!items.length) return;
  const at = items.findIndex((item) => item.classList.contains("on") || item.getAttribute("aria-current") || item.contains(document.activeElement));
  const next = items[Math.min(items.length - 1, Math.max(0, at < 0 && by < 0 ? 0 : at + by))];
  if (at >= 0 && items[at] === next) return;
  items.forEach((item) => item.classList.toggle("on", item === next));
  items.forEach((item) => item.removeAttribute("aria-current"));
  next.setAttribute("aria-current", "true");
  const target = links(next);
  if (!target.hasAttribute("tabindex") && target === next && !target.matches("a, button")) target.tabIndex = -1;
  target.focus();
  next.scrollIntoView({ block: "nearest" });
  if (next.closest("[data-keys]").dataset.keys === "open" && target.matches("a[href]")) target.click();
}

function help() {
  const panel = document.querySelector("[data-keys-help]");
  if (panel) panel.hidden = !panel.hidden;
}

const acts = {
  j: () => step(1),
  k: () => step(-1),
  "/": () => { if (!open()) document.querySelector("[data-keys-search]")?.focus(); },
  "?": help,
  Enter: () => main()?.click(),
  " ": () => document.querySelector("[data-keys-photo]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (event.key === "Escape") {
    const panel = document.querySelector("[data-keys-help]:not([hidden])");
    if (panel) panel.hidden = true;
    return;
  }
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const act = acts[key];
  if (!act) return;
  // Enter and Space belong to the button that has the focus; a row's own link keeps its Enter
  if ((key === "Enter" || key === " ") && event.target.closest("a, button, summary, [role=button]")) {
    if (key === "Enter" || !event.target.closest("[data-keys-item]") || event.target.closest("button, summary, [role=button]")) return;
  }
  if (key === "Enter" && !main()) return;
  if (key === " " && !document.querySelector("[data-keys-photo]")) return;
  event.preventDefault();
  act();
});
