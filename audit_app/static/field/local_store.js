// What this tablet keeps, in IndexedDB: own ops, others' news, photos as bytes with their digest, a few marks. Nothing else writes there.
import { on } from "./db.js";
import { digest } from "./sha256.js";

const STRICT = { durability: "strict" };
const writing = (names, work) => on((db) => work(db.transaction(names, "readwrite", STRICT), db));

/** Put and drop ops in one transaction. Resolves true when it has committed to the disk, and false, with nothing changed,
    when one to be dropped was sent or dropped meanwhile: another tab works on the same local store. */
export const keepOps = (put, drop = []) => writing("ops", async (tx) => {
  const old = await Promise.all(drop.map((id) => tx.store.get(id)));
  // done already: the connection broke after it had committed
  const again = drop.length && put.length && !old.some(Boolean) && (await tx.store.get(put[0].id));
  if (!again && old.some((op) => !op || op.tries || op.state !== "local")) return tx.done.then(() => false);
  await Promise.all([...drop.map((id) => tx.store.delete(id)), ...put.map((op) => tx.store.put(op)), tx.done]);
  return true;
});

/** Mark ops as being sent and give those that are still to be sent; from now on none of them is replaced or taken back. */
export const claim = (ids) => writing("ops", async (tx) => {
  const found = await Promise.all(ids.map((id) => tx.store.get(id)));
  const ops = found.filter((op) => op?.state === "local").map((op) => ({ ...op, tries: (op.tries ?? 0) + 1 }));
  await Promise.all([...ops.map((op) => tx.store.put(op)), tx.done]);
  return ops;
});

export const ops = (visit) => on((db) => (visit ? db.getAllFromIndex("ops", "visit", visit) : db.getAll("ops")));

export const keepNews = (list) => list.length && writing("news", (tx) => Promise.all([...list.map((one) => tx.store.put(one)), tx.done]));

export const dropNews = () => writing("news", (tx) => Promise.all([tx.store.clear(), tx.done]));
export const news = (visit) => on((db) => db.getAllFromIndex("news", "visit", visit));

/** Give memory back at once that nobody reads any more: originals are large, and the browser would collect them late. */
export const release = (bytes) => bytes.transfer?.(0);

/** Keep a photo's bytes; resolves with its record only after they were read back and hash the same. */
export async function keepPhoto(bytes, { type, name, visit, author }) {
  const sha256 = await digest(bytes);
  const record = { sha256, size: bytes.byteLength, type, name, visit, author, state: "local" };
  const before = await on((db) => db.get("photos", sha256));
  if (before && before.state !== "failed") return before;
  await writing(["photos", "bytes"], (tx) =>
    Promise.all([tx.objectStore("photos").put(record), tx.objectStore("bytes").put(bytes, sha256), tx.done]));
  const back = await bytesOf(sha256);
  if (!back || (await digest(back)) !== sha256) throw new Error("photo not kept");
  release(back);
  return record;
}

/** Change marks of a photo's record (state, problem); the bytes stay as they are. */
export const markPhoto = (sha256, marks) => writing("photos", async (tx) => {
  const record = await tx.store.get(sha256);
  if (record) await tx.store.put({ ...record, ...marks });
  await tx.done;
});

/** The bytes of a photo, as they were digested. */
export const bytesOf = (sha256) => on((db) => db.get("bytes", sha256));

/** Digests of all bytes that lie here. */
export const bytesHere = () => on((db) => db.getAllKeys("bytes"));

/** Small views of pictures that other tablets took, by address: shown without a network. */
export const keepView = (url, bytes) => writing("views", (tx) => Promise.all([tx.store.put(bytes, url), tx.done]));
export const viewsHere = () => on((db) => db.getAllKeys("views"));

/** All photo records; their bytes lie apart. */
export const photoList = () => on((db) => db.getAll("photos"));

/** What is typed in a form and not added, of everybody here, as [key, values]. */
export const drafts = () => on(async (db) => {
  const range = IDBKeyRange.bound("draft:", "draft:\uffff");
  const [keys, values] = [await db.getAllKeys("meta", range), await db.getAll("meta", range)];
  return keys.map((key, at) => [key, values[at]]);
});

export const mark = (name) => on((db) => db.get("meta", name));
export const setMark = (name, value) => writing("meta", (tx) => Promise.all([tx.store.put(value, name), tx.done]));
