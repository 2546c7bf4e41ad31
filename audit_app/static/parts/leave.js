// Signing out on a tablet: work that is only here stops it once. Then the kept pages and pictures go; records stay until their author sends them.
const dialog = document.getElementById("leave");
const answered = (asked) => new Promise((done, fail) => { asked.onsuccess = () => done(asked.result); asked.onerror = () => fail(asked.error); });
let leaving = null;

async function shelf() {
  if (!(await indexedDB.databases?.())?.some((one) => one.name === "audit-field")) return [[], []];
  const db = await answered(indexedDB.open("audit-field"));
  const all = (name) => answered(db.transaction(name).objectStore(name).getAll());
  const found = [await all("ops"), await all("photos")];
  db.close();
  return found;
}

/** How many things of this person lie on this tablet alone; the text and the judgement of a clause are one. */
async function unsent() {
  const [ops, photos] = await shelf();
  const waiting = new Set(photos.filter((photo) => photo.state === "local").map((photo) => photo.sha256));
  const here = ops.filter((op) => op.author === dialog.dataset.me && (op.state === "local" || waiting.has(op.body.sha256)));
  return new Set(here.map((op) => (/^(judgement|record)\./.test(op.kind) ? `${op.visit}/${op.body.ref}` : op.subject))).size;
}

async function leave() {
  if ("caches" in window) await Promise.all([caches.delete("documents"), caches.delete("photos")]);
  leaving.submit();
}

document.addEventListener("submit", async (event) => {
  if (new URL(event.target.action).pathname !== dialog.dataset.logout) return;
  event.preventDefault();
  leaving = event.target;
  const count = await unsent().catch(() => 0);
  if (!count) { await leave(); return; }
  dialog.querySelector("[data-slot=n]").textContent = count;
  dialog.showModal();
});
dialog.addEventListener("click", (event) => event.target.closest("[data-act=leave]") && leave());
