// Signing out on a tablet: work that is only here stops it once. Then the kept pages and pictures go; records stay until their author sends them.
import { typedIn } from "./typed_words.js";

const dialog = document.getElementById("leave");
const answered = (asked) => new Promise((done, fail) => { asked.onsuccess = () => done(asked.result); asked.onerror = () => fail(asked.error); });
let leaving = null;

const exists = async () => (await indexedDB.databases?.())?.some((one) => one.name === "audit-field");

async function shelf() {
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
  const [ops, photos, typed] = await shelf();
  const waiting = new Set(photos.filter((photo) => photo.state === "local").map((photo) => photo.sha256));
  const here = ops.filter((op) => op.author === dialog.dataset.me && (op.state === "local" || waiting.has(op.body.sha256)));
  const items = new Set(here.map((op) => (/^(judgement|record)\./.test(op.kind) ? `${op.visit}/${op.body.ref}` : op.subject))).size;
  return { items, typed: typed.filter((one) => one.author === dialog.dataset.me).length };
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
  if (!items && !typed) { await leave(); return; }
  for (const [name, n] of Object.entries({ n: items, "n-typed": typed })) {
    const said = dialog.querySelector(`[data-slot=${name}]`);
    said.textContent = n;
    said.parentElement.hidden = !n;
  }
  dialog.showModal();
});
dialog.addEventListener("click", (event) => event.target.closest("[data-act=leave]") && leave());
