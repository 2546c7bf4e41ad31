// The tablet's store opened, and opened again when the system has closed it under us (iOS does): the work is then done once more.
import { openDB } from "/static/vendor/idb-8.0.4.js";

const CLOSED = ["InvalidStateError", "UnknownError", "AbortError", "TransactionInactiveError"];
const given = { upgrade, terminated: lost, blocking: makeWay };
let opened = null;

const open = () => (opened ??= openDB("audit-field", 4, given).catch((problem) => { opened = null; throw problem; }));

async function upgrade(db, before, _after, tx) {
  if (before < 1) {
    db.createObjectStore("ops", { keyPath: "id" }).createIndex("visit", "visit");
    db.createObjectStore("news", { keyPath: "id" }).createIndex("visit", "visit");
    db.createObjectStore("photos", { keyPath: "sha256" });
    db.createObjectStore("meta");
  }
  // bytes lie apart from what is known of them, so that opening a page does not read every picture
  if (before < 2) db.createObjectStore("bytes");
  if (before === 1) await bytesApart(tx);
  for (const name of ["packs", "views"]) if (!db.objectStoreNames.contains(name)) db.createObjectStore(name);
}

async function bytesApart(tx) {
  for await (const cursor of tx.objectStore("photos")) {
    const { bytes, ...record } = cursor.value;
    await Promise.all([tx.objectStore("bytes").put(bytes, record.sha256), cursor.update(record)]);
  }
}

/** Whoever works with the store looks whether it is still the same one. */
const tell = () => setTimeout(() => dispatchEvent(new Event("storegone")));

function lost() {
  opened = null;
  tell();
}

function makeWay(_current, next, event) {
  opened = null;
  event.target.close();
  if (next === null) tell();
}

/** `work` with the open store; once more with a new connection when the first one turns out to be closed. */
export async function on(work) {
  const db = await open();
  try {
    return await work(db);
  } catch (problem) {
    if (!CLOSED.includes(problem?.name)) throw problem;
    console.warn("store closed, opened again", problem);
    opened = null;
    db.close();
    return work(await open());
  }
}
