// What this tablet keeps, in IndexedDB: own ops, others' news, photos as bytes with their digest, a few marks. Nothing else writes there.
import { openDB } from "/static/vendor/idb-8.0.4.js";

const STRICT = { durability: "strict" };
let opened = null;

const open = () => (opened ??= openDB("audit-field", 1, {
  upgrade(db) {
    db.createObjectStore("ops", { keyPath: "id" }).createIndex("visit", "visit");
    db.createObjectStore("news", { keyPath: "id" }).createIndex("visit", "visit");
    db.createObjectStore("photos", { keyPath: "sha256" });
    db.createObjectStore("meta");
  },
  terminated() { opened = null; },
}));

export const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const digest = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));

/** Put and drop ops in one transaction; resolves when it has committed to the disk. */
export async function keepOps(put, drop = []) {
  const tx = (await open()).transaction("ops", "readwrite", STRICT);
  await Promise.all([...drop.map((id) => tx.store.delete(id)), ...put.map((op) => tx.store.put(op)), tx.done]);
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
  const record = { sha256, size: bytes.byteLength, bytes, type, name, visit, author, state: "local" };
  const db = await open();
  const before = await db.get("photos", sha256);
  if (before && before.state !== "failed") return before;
  const tx = db.transaction("photos", "readwrite", STRICT);
  await Promise.all([tx.store.put(record), tx.done]);
  const back = await db.get("photos", sha256);
  if (!back || (await digest(back.bytes)) !== sha256) throw new Error("photo not kept");
  return back;
}

/** Change marks of a photo's record (state, problem); the bytes stay as they are. */
export async function markPhoto(sha256, marks) {
  const tx = (await open()).transaction("photos", "readwrite", STRICT);
  const record = await tx.store.get(sha256);
  if (record) await tx.store.put({ ...record, ...marks });
  await tx.done;
}

export const photo = async (sha256) => (await open()).get("photos", sha256);

/** All photo records without their bytes. */
export async function photoList() {
  const list = [];
  const tx = (await open()).transaction("photos");
  for await (const cursor of tx.store) {
    const { bytes, ...rest } = cursor.value;
    list.push(rest);
  }
  return list;
}

export const mark = async (name) => (await open()).get("meta", name);
export async function setMark(name, value) {
  const tx = (await open()).transaction("meta", "readwrite", STRICT);
  await Promise.all([tx.store.put(value, name), tx.done]);
}
