// What this tablet keeps, in IndexedDB: own ops, others' news, photos as bytes with their digest, a few marks. Nothing else writes there.
import { openDB } from "/static/vendor/idb-8.0.4.js";
import { digest } from "./sha256.js";

const STRICT = { durability: "strict" };
let opened = null;

const open = () => (opened ??= openDB("audit-field", 2, { upgrade, terminated() { opened = null; }, blocking: makeWay }));

async function upgrade(db, before, _after, tx) {
  if (before < 1) {
    db.createObjectStore("ops", { keyPath: "id" }).createIndex("visit", "visit");
    db.createObjectStore("news", { keyPath: "id" }).createIndex("visit", "visit");
    db.createObjectStore("photos", { keyPath: "sha256" });
    db.createObjectStore("meta");
  }
  // bytes lie apart from what is known of them, so that opening a page does not read every picture
  db.createObjectStore("bytes");
  if (before === 1) await bytesApart(tx);
}

async function bytesApart(tx) {
  for await (const cursor of tx.objectStore("photos")) {
    const { bytes, ...record } = cursor.value;
    await Promise.all([tx.objectStore("bytes").put(bytes, record.sha256), cursor.update(record)]);
  }
}

function makeWay(_current, _blocked, event) {
  opened = null;
  event.target.close();
}

/** Put and drop ops in one transaction. Resolves true when it has committed to the disk, and false, with nothing changed,
    when one to be dropped was sent or dropped meanwhile: another tab works on the same shelf. */
export async function keepOps(put, drop = []) {
  const tx = (await open()).transaction("ops", "readwrite", STRICT);
  const old = await Promise.all(drop.map((id) => tx.store.get(id)));
  if (old.some((op) => !op || op.tries || op.state !== "local")) return tx.done.then(() => false);
  await Promise.all([...drop.map((id) => tx.store.delete(id)), ...put.map((op) => tx.store.put(op)), tx.done]);
  return true;
}

/** Mark ops as being sent and give those that are still to be sent; from now on none of them is replaced or taken back. */
export async function claim(ids) {
  const tx = (await open()).transaction("ops", "readwrite", STRICT);
  const found = await Promise.all(ids.map((id) => tx.store.get(id)));
  const ops = found.filter((op) => op?.state === "local").map((op) => ({ ...op, tries: (op.tries ?? 0) + 1 }));
  await Promise.all([...ops.map((op) => tx.store.put(op)), tx.done]);
  return ops;
}

export async function ops(visit) {
  const db = await open();
  return visit ? db.getAllFromIndex("ops", "visit", visit) : db.getAll("ops");
}

export async function keepNews(list) {
  if (!list.length) return;
  const tx = (await open()).transaction("news", "readwrite", STRICT);
  await Promise.all([...list.map((one) => tx.store.put(one)), tx.done]);
}

export const news = async (visit) => (await open()).getAllFromIndex("news", "visit", visit);

/** Keep a photo's bytes; resolves with its record only after they were read back and hash the same. */
export async function keepPhoto(bytes, { type, name, visit, author }) {
  const sha256 = await digest(bytes);
  const record = { sha256, size: bytes.byteLength, type, name, visit, author, state: "local" };
  const db = await open();
  const before = await db.get("photos", sha256);
  if (before && before.state !== "failed") return before;
  const tx = db.transaction(["photos", "bytes"], "readwrite", STRICT);
  await Promise.all([tx.objectStore("photos").put(record), tx.objectStore("bytes").put(bytes, sha256), tx.done]);
  const back = await db.get("bytes", sha256);
  if (!back || (await digest(back)) !== sha256) throw new Error("photo not kept");
  return record;
}

/** Change marks of a photo's record (state, problem); the bytes stay as they are. */
export async function markPhoto(sha256, marks) {
  const tx = (await open()).transaction("photos", "readwrite", STRICT);
  const record = await tx.store.get(sha256);
  if (record) await tx.store.put({ ...record, ...marks });
  await tx.done;
}

/** The bytes of a photo, as they were digested. */
export const bytesOf = async (sha256) => (await open()).get("bytes", sha256);

/** All photo records; their bytes lie apart. */
export const photoList = async () => (await open()).getAll("photos");

export const mark = async (name) => (await open()).get("meta", name);
export async function setMark(name, value) {
  const tx = (await open()).transaction("meta", "readwrite", STRICT);
  await Promise.all([tx.store.put(value, name), tx.done]);
}
