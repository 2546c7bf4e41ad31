// Ready for offline: the worker, 「准备离线」 on today's page, and the proof that an audit really opens without a network.
import { $, $$, say, show, slot } from "./dom.js";
import * as packs from "./packs.js";
import { keepView, mark, photoList, setMark, viewsHere } from "./local_store.js";
import { field } from "./state.js";
import { t } from "./words.js";

const mb = (bytes) => (bytes / 2 ** 20).toFixed(1);
export const canOffline = () => window.isSecureContext && "serviceWorker" in navigator;
const ANEW = ["/field", "/field/unsent"].map(packs.packOf);
const ONCE = ["/field/me", "/field/help"].map(packs.packOf);

async function register() {
  const all = await navigator.serviceWorker.getRegistrations();
  await Promise.all(all.filter((one) => new URL(one.scope).pathname === "/field").map((one) => one.unregister()));
  await navigator.serviceWorker.register("/field/sw.js", { scope: "/" });
  return navigator.serviceWorker.ready;
}

/** Register the worker, keep the small pages, and what was prepared for the app's newest build; true when the open page is ready for offline. */
export async function keepHere(path) {
  if (!canOffline()) return false;
  await register();
  const url = packs.packOf(path);
  const lacking = await Promise.all(ONCE.map(async (one) => ((await packs.find(one)) ? "" : one)));
  await Promise.all([...ANEW, ...lacking].filter((one) => one && one !== url).map((one) => prepared(one).catch(() => null)));
  for (const one of await packs.outdated(field.pack.build)) await prepared(one).catch(() => null);
  if (field.pack.visit) await keepViews(field.pack).catch(() => null);
  const ready = await isReady(path);
  if (ready && field.pack.visit) await protect();
  return ready;
}

/** Ask the browser to keep the store when space runs out; what it answered stands on the page of what is not sent. */
async function protect() {
  if ((await mark("protected")) === true) return;
  await setMark("protected", Boolean(await navigator.storage?.persist?.().catch(() => false)));
}

async function prepared(url, progress) {
  const page = await packs.ask(url, progress);
  await packs.keep(url, page);
  return page;
}

const shown = (pack) => (pack.state?.photos ?? []).filter((photo) => photo.state === "kept");

/** Pictures of the pack that neither lie here as bytes nor as views. */
async function missing(pack) {
  const [views, own] = [new Set(await viewsHere()), new Set((await photoList()).filter((one) => one.thumb !== null).map((one) => one.sha256))];
  return shown(pack).filter((photo) => !own.has(photo.sha256) && !views.has(photo.thumb_url));
}

async function keepViews(pack) {
  for (const photo of await missing(pack)) {
    const response = await fetch(photo.thumb_url);
    if (response.ok && response.headers.get("Content-Type")?.startsWith("image/")) await keepView(photo.thumb_url, await response.arrayBuffer());
  }
}

/** What the worker would open at this address without a network. */
function opened(path) {
  const worker = navigator.serviceWorker.controller;
  if (!worker) return navigator.serviceWorker.ready.then((one) => (one.active ? asked(one.active, path) : ""));
  return asked(worker, path);
}

function asked(worker, path) {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => done(event.data);
    setTimeout(() => done(""), 5000);
    worker.postMessage({ open: path }, [port2]);
  });
}

/** Everything that an address needs was really found: the shell in the worker's cache, its page with the pack and the earlier pictures in the store. */
export async function isReady(path) {
  if (!(await opened(path)).includes(" data-shell=")) return false;
  const page = await packs.find(packs.packOf(path));
  return Boolean(page) && !(await missing(page.pack)).length;
}

async function prepare(card, button) {
  button.disabled = true;
  try {
    const page = await prepared(packs.packOf(card.dataset.url), (bytes) => say($("span", button), t("正在准备离线，%(mb)s MB", { mb: mb(bytes) })));
    await keepViews(page.pack);
    await protect();
  } catch {
    say($("span", button), t("没有网络，连上后再准备"));
  }
  button.disabled = false;
  await paintCard(card);
}

async function paintCard(card) {
  const ready = await isReady(card.dataset.url);
  show(slot("ready", card), ready);
  show($("[data-act=prepare]", card), !ready);
}

/** Cards of today's page: ready offline, or the button that makes them so. */
export async function paintCards() {
  show(slot("not-secure"), !canOffline());
  if (canOffline()) await Promise.all($$("[data-card]").map(paintCard));
}

export function listen() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act=prepare]");
    if (button) prepare(button.closest("[data-card]"), button);
  });
}
