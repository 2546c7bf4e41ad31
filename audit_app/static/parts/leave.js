// Signing out: work that is only on this tablet, or typed into a form and not sent, stops it once. Then the kept pages and pictures go;
// records stay until their author sends them, what was typed into forms goes.
import { typedIn } from "./typed_words.js";

const dialog = document.getElementById("leave");
const answered = (asked) => new Promise((done, fail) => { asked.onsuccess = () => done(asked.result); asked.onerror = () => fail(asked.error); });
let leaving = null;

const exists = async () => (await indexedDB.databases?.())?.some((one) => one.name === "audit-field");

async function localStore() {
  if (!(await exists())) return [[], [], []];
  const db = await answered(indexedDB.open("audit-field"));
  const all = (name) => answered(db.transaction(name).objectStore(name).getAll());
  const meta = () => db.transaction("meta").objectStore("meta");
  const [keys, values] = [await answered(meta().getAllKeys()), await answered(meta().getAll())];
  const found = [await all("ops"), await all("photos"), typedIn(keys.map((key, at) => [String(key), values[at]]))];
  db.close();
  return found;
}

/** How many things of this person lie on this tablet alone, the text and the judgement of a clause as one; and how many texts nobody has added. */
async function unsent() {
  const [ops, photos, typed] = await localStore();
  const waiting = new Set(photos.filter((photo) => photo.state === "local").map((photo) => photo.sha256));
  const here = ops.filter((op) => op.author === dialog.dataset.me && (op.state === "local" || waiting.has(op.body.sha256)));
  const items = new Set(here.map((op) => (/^(judgement|record)\./.test(op.kind) ? `${op.visit}/${op.body.ref}` : op.subject))).size;
  return { items, typed: typed.filter((one) => one.author === dialog.dataset.me).length };
}

const here = () => location.pathname + location.search;

/** The forms with typed words that were not sent, of this person and tab (keep.js), each with the page it was typed on. */
function typedForms() {
  const mine = Object.keys(sessionStorage).filter((name) => name.startsWith(`keep:${dialog.dataset.me}:`));
  return mine.map((name) => JSON.parse(sessionStorage.getItem(name)).on ?? here());
}

/** Say how much of each kind there is, under the heading of the weightier. */
function tell(counts) {
  for (const [name, n] of Object.entries(counts)) {
    const said = dialog.querySelector(`[data-slot=${name}]`);
    said.textContent = n;
    said.parentElement.hidden = !n;
  }
  const unsent = counts.n + counts["n-typed"] > 0;
  const shown = { unsent, kept: !unsent, back: counts["n-kept"] > 0 };
  for (const one of dialog.querySelectorAll("[data-of]")) one.hidden = !shown[one.dataset.of];
}

/** The page on which something was typed: this one if it is among them. */
function goBack() {
  const pages = typedForms();
  dialog.close();
  if (pages.length && !pages.includes(here())) location.href = pages[0];
}

/** Pages and pictures kept for the one who leaves; what waits for its author stays. */
async function clear() {
  if (!(await exists())) return;
  const db = await answered(indexedDB.open("audit-field"));
  const names = ["packs", "views"].filter((name) => db.objectStoreNames.contains(name));
  await Promise.all(names.map((name) => answered(db.transaction(name, "readwrite").objectStore(name).clear())));
  await answered(db.transaction("meta", "readwrite").objectStore("meta").delete("person"));
  db.close();
  Object.keys(localStorage).filter((name) => name.startsWith("card:")).forEach((name) => localStorage.removeItem(name));
}

/** What htmx once kept of pages that were open, and what was typed into forms and not sent (keep.js): nothing of it is for whoever comes next. */
function forgetPages() {
  [sessionStorage, localStorage].forEach((store) => store.removeItem("htmx-history-cache"));
  Object.keys(sessionStorage).filter((name) => name.startsWith("keep:")).forEach((name) => sessionStorage.removeItem(name));
}

async function leave() {
  forgetPages();
  await clear().catch((problem) => console.warn("not cleared", problem));
  leaving.submit();
}

document.addEventListener("submit", async (event) => {
  if (new URL(event.target.action).pathname !== dialog.dataset.logout) return;
  event.preventDefault();
  leaving = event.target;
  const { items, typed } = await unsent().catch(() => ({ items: 0, typed: 0 }));
  const forms = typedForms().length;
  if (!items && !typed && !forms) { await leave(); return; }
  tell({ n: items, "n-typed": typed, "n-kept": forms });
  dialog.showModal();
});
dialog.addEventListener("click", (event) => {
  if (event.target.closest("[data-act=leave]")) leave();
  if (event.target.closest("[data-act=back]")) goBack();
});
