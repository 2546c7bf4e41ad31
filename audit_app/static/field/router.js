// Which section of the document is shown, by the address below the visit's own URL. Links inside are followed without the network.
import { $$, show } from "./dom.js";

/** What opens over a place and has an address: where something typed and not added lies; the camera and the first photo to file, from 今日. */
const BOXES = { "#samples": "clause", "#interviews": "clause", "#camera": "photos", "#unfiled": "photos" };
let base = "";
let paint = () => {};
let refs = [];
const key = (path) => `scroll:${base}/${path}`;

/** {name: cover|clause|list|form|photos|close, ref, number} of a path such as `c/7.4.1` or `nc/B-02`. */
export function read(path) {
  const [first = "", second = ""] = path.split("/").map((part) => plain(part, decodeURIComponent));
  if (first === "c") return { name: "clause", ref: refs.includes(second) ? second : refs[0] };
  if (first === "nc") return second ? { name: "form", number: second } : { name: "list" };
  if (first === "photos") return { name: "photos" };
  if (first === "close") return { name: "close" };
  return { name: "cover" };
}

/** The text behind an encoded one; a broken code stands for itself. */
function plain(text, decode) {
  try { return decode(text); } catch { return text; }
}

const pathNow = () => plain(location.pathname, decodeURI).slice(base.length + 1);
export let place = { name: "cover" };
export const link = (path) => (path ? `${base}/${path}` : base);

function scrollers() {
  const section = document.querySelector("[data-place]:not([hidden])");
  return section ? [section, ...$$("[data-scroll]", section)] : [];
}

function remember() {
  const tops = scrollers().map((one) => Math.round(one.scrollTop));
  try { localStorage.setItem(key(pathNow()), JSON.stringify(tops)); } catch { /* private window: scrolls are not kept */ }
}

function restore() {
  let tops = [];
  try { tops = JSON.parse(localStorage.getItem(key(pathNow())) ?? "[]"); } catch { tops = []; }
  scrollers().forEach((one, at) => { if (!one.hasAttribute("data-scroll-own")) one.scrollTop = tops[at] ?? 0; });
}

function render() {
  place = read(pathNow());
  const split = place.name === "clause" ? "clause" : place.name;
  $$("[data-place]").forEach((section) => show(section, section.dataset.place === split));
  paint(place);
  restore();
}

export function go(path, { replace = false } = {}) {
  if (path === pathNow() && !replace) return;
  if (!replace) remember();
  history[replace ? "replaceState" : "pushState"](null, "", link(path));
  render();
}

function follow(event) {
  const anchor = event.target.closest?.("a[href]");
  if (!anchor || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || anchor.target) return;
  const url = new URL(anchor.href);
  if (url.origin !== location.origin || (url.hash && !BOXES[url.hash]) || !(url.pathname === base || url.pathname.startsWith(`${base}/`))) return;
  event.preventDefault();
  go(decodeURI(url.pathname).slice(base.length + 1));
  if (url.hash) dispatchEvent(new CustomEvent("box", { detail: url.hash.slice(1) }));
}

/** The box that the address of this page names; it is opened once, not at every reload. */
export function boxAsked() {
  const { hash } = location;
  const paths = { clause: `c/${place.ref}`, photos: "photos" };
  if (!BOXES[hash] || pathNow() !== paths[BOXES[hash]]) return;
  history.replaceState(null, "", location.pathname);
  dispatchEvent(new CustomEvent("box", { detail: hash.slice(1) }));
}

/** Begin: `url` of the visit, its refs, and what draws a place. */
export function begin(url, known, draw) {
  [base, refs, paint] = [url, known, draw];
  history.scrollRestoration = "manual";
  document.addEventListener("click", follow);
  addEventListener("popstate", render);
  let waiting = 0;
  document.addEventListener("scroll", () => { waiting ||= setTimeout(() => { waiting = 0; remember(); }, 150); }, { capture: true, passive: true });
  addEventListener("pagehide", remember);
  render();
}
