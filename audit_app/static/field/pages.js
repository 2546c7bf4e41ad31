// Documents kept for offline work: registering the worker, and 「准备离线」 on today's page with what it weighs.
import { $, $$, say, show, slot } from "./dom.js";
import { mark, setMark } from "./shelf.js";
import { field } from "./state.js";
import { t } from "./words.js";

const CACHE = "documents";
const mb = (bytes) => (bytes / 2 ** 20).toFixed(1);
export const canOffline = () => window.isSecureContext && "serviceWorker" in navigator;

const ALWAYS = ["/field", "/field/me", "/field/help"];

/** Register the worker and keep the open document and the small pages, so that they are there without a network. */
export async function keepHere(url) {
  if (!canOffline()) return;
  await navigator.serviceWorker.register("/field/sw.js", { scope: "/field" });
  await navigator.serviceWorker.ready;
  if (navigator.onLine) await changeHands(field.pack.me.id).catch(() => null);
  if (navigator.onLine) await Promise.all([...new Set([url, ...ALWAYS])].map((one) => keep(one).catch(() => null)));
}

/** Another person than last time: the pages and pictures kept for the one before go, once the server says who is signed in. */
async function changeHands(me) {
  if ((await mark("person")) === me) return;
  const page = await fetch("/field/help", { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!page.ok || page.redirected || !(await page.text()).includes(me)) return;
  await Promise.all([caches.delete(CACHE), caches.delete("photos")]);
  await setMark("person", me);
}

export const isKept = async (url) => Boolean(await (await caches.open(CACHE)).match(url));

/** Fetch a document into the cache; `progress(bytes)` is told as they come. Returns its size. */
export async function keep(url, progress = () => {}) {
  const response = await fetch(url, { headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) throw new Error(`${response.status}`);
  const chunks = [];
  let size = 0;
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    size += value.length;
    progress(size);
  }
  await (await caches.open(CACHE)).put(url, new Response(new Blob(chunks), { headers: { "Content-Type": "text/html; charset=utf-8" } }));
  return size;
}

async function prepare(card, button) {
  button.disabled = true;
  try {
    await keep(card.dataset.url, (bytes) => say($("span", button), t("正在准备离线，%(mb)s MB", { mb: mb(bytes) })));
  } catch {
    say($("span", button), t("没有网络，连上后再准备"));
  }
  button.disabled = false;
  await paintCard(card);
}

async function paintCard(card) {
  const kept = await isKept(card.dataset.url);
  show(slot("ready", card), kept);
  show($("[data-act=prepare]", card), !kept);
}

/** Cards of today's page: ready offline, or the button that makes them so. */
export async function listen() {
  show(slot("not-secure"), !canOffline());
  if (!canOffline()) return;
  await Promise.all($$("[data-card]").map(paintCard));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act=prepare]");
    if (button) prepare(button.closest("[data-card]"), button);
  });
}
