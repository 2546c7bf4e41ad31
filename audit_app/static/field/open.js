// Opening a field page: the server's, or the one kept on this tablet when nothing of ours comes in time; then its module begins.
import { growAll } from "../parts/grow.js";
import { ready } from "../parts/pressed.js";
import { canOffline } from "./pages.js";
import * as packs from "./packs.js";

const PATIENCE = 2000;
const SLOW = 6000;
const MODULES = { audit: () => import("./main.js"), today: () => import("./today.js"), me: () => import("./today.js"), help: () => import("./today.js"), unsent: () => import("./unsent.js") };
const opening = document.querySelector("[data-slot=opening]");
const html = document.documentElement;

function why(...names) {
  opening.querySelectorAll("[data-why]").forEach((one) => { one.hidden = !names.includes(one.dataset.why); });
  html.dataset.why = names[0];
}

/** Put the page into the shell: its title, its header, main and dialogs, as they were made by the server. */
function place(page) {
  const parts = document.createRange().createContextualFragment(page.html);
  const title = parts.querySelector("template[data-title]");
  document.title = title.content.textContent;
  title.remove();
  opening.replaceWith(parts);
  ready();
  growAll();
  document.dispatchEvent(new Event("placed"));
}

const late = (ms, value) => new Promise((done) => setTimeout(() => done(value), ms));

/** What is shown, and what comes behind it. */
async function choose(url) {
  const fresh = packs.ask(url).then(async (page) => { await packs.keep(url, page).catch((problem) => console.warn("page not kept", problem)); return page; });
  fresh.catch(() => null); // looked at below; it may fail before
  const here = await packs.find(url).catch(() => null);
  if (!here) return { page: await fresh, behind: null };
  const page = await Promise.race([fresh.catch(() => here), late(PATIENCE, here)]);
  return { page, behind: page === here ? fresh : null };
}

async function begin() {
  const url = packs.packOf(location.pathname);
  setTimeout(() => opening.isConnected && !html.dataset.why && why("opening"), 400);
  setTimeout(() => opening.isConnected && (html.dataset.why ?? "opening") === "opening" && why("slow", "ways"), SLOW);
  try {
    const { page, behind } = await choose(url);
    if (page.pack.lang && !html.lang.startsWith(page.pack.lang) && (await speaks(page.pack.lang))) return;
    const module = await MODULES[page.page]();
    place(page);
    html.dataset.from = behind ? "tablet" : "server";
    behind?.then((newer) => renew(page, newer)).catch(() => null);
    await module.begin(page.pack);
  } catch (problem) {
    if (!(problem instanceof packs.NoPage)) { console.error("not opened", problem); return; }
    if (problem.message === "session") { location.replace(`/login?next=${encodeURIComponent(location.pathname)}`); return; }
    const known = { offline: "not_prepared" };
    why(known[problem.message] ?? problem.message, "ways");
  }
}

/** The shell was kept in the other language: from now on the worker gives this one. Once only. */
async function speaks(lang) {
  if (!canOffline() || sessionStorage.getItem("lang") === lang) return false;
  sessionStorage.setItem("lang", lang);
  await (await caches.open("language")).put("/field/language", new Response(lang));
  location.reload();
  return true;
}

/** The server's page came after the kept one was shown: another person's is opened, one's own is taken over where it can. */
function renew(page, newer) {
  if (newer.person !== page.person) location.reload();
  else dispatchEvent(new CustomEvent("renewed", { detail: newer }));
}

begin();
