// Names of what lies on this tablet alone, kept beside the store: when the store is emptied under the app, they say what is lost.
import * as clock from "./clock.js";
import { once } from "./dom.js";
import { itemOf } from "./items.js";
import * as packs from "./packs.js";
import * as localStore from "./local_store.js";
import { nameOf } from "./names.js";
import { changed, field, refold } from "./state.js";
import * as tabs from "./tabs.js";

const key = (what) => `${what}:${field.pack.me.id}`;

function read(what) {
  try { return JSON.parse(localStorage.getItem(key(what)) ?? "null"); } catch { return null; }
}

function write(what, value) {
  const text = JSON.stringify(value);
  try { if (localStorage.getItem(key(what)) !== text) localStorage.setItem(key(what), text); } catch { /* private window: nothing can be remembered */ }
}

const entry = (op, sha256 = null) => ({
  id: op.id, sha256, item: `${op.visit}/${itemOf(op).split("/").at(-1)}`, name: op.name ?? nameOf(op, field.pack, field.model), at: op.at, ref: op.body.ref ?? null,
  url: op.url ?? field.pack.url ?? "/field", author: op.author,
  short: op.short, client: op.client ?? field.pack.client?.name,
});

/** What is only here now: ops not sent, and photos whose bytes the server has not proven. */
function alone() {
  const ops = [...field.ops.values()];
  const bytes = ops.filter((op) => op.kind === "photo.add" && field.photos.get(op.body.sha256)?.state === "local").map((op) => entry(op, op.body.sha256));
  return [...ops.filter((op) => op.state === "local" && !bytes.some((one) => one.id === op.id)).map((op) => entry(op)), ...bytes];
}

export function remember() {
  if (field.store) write("alone", { store: field.store, things: alone() });
}

const losses = () => read("lost") ?? [];

function writeLost(list) {
  field.lost = list;
  write("lost", list);
}

/** Take off the list what is there after all, was done again or ticked off. */
export function settle(gone) {
  const left = losses().filter((one) => !gone(one));
  if (left.length !== field.lost.length) writeLost(left);
}

/** One thing is said once, by the newest of its ops. */
function lose(things) {
  writeLost([...new Map([...losses(), ...things.map((one) => ({ ...one, found: clock.now() }))].map((one) => [one.item, one])).values()]);
}

/** Pictures whose bytes are gone: a server that has not heard of them never does. */
async function noBytes(things) {
  lose(things);
  for (const { sha256, id } of things) {
    await localStore.markPhoto(sha256, { state: "lost" });
    field.photos.delete(sha256);
    if (field.ops.get(id)?.state === "local" && (await localStore.keepOps([], [id]))) field.ops.delete(id);
  }
}

/** The store that the names belong to is gone: what they name and the store has not is lost. */
async function compare() {
  field.store = (await localStore.mark("store")) ?? null;
  const before = read("alone");
  lose(before?.store && before.store !== field.store ? before.things.filter((one) => !field.ops.has(one.id)) : []);
  const here = new Set(await localStore.bytesHere());
  await noBytes(alone().filter((one) => one.sha256 && !here.has(one.sha256)));
  if (field.store) return;
  field.store = crypto.getRandomValues(new Uint32Array(4)).join("-");
  await localStore.setMark("store", field.store);
}

/** The store was emptied while the page was open: what the page still knows goes back; what only the store had is lost. */
export const mend = once(async () => {
  if (!field.store || (await localStore.mark("store")) === field.store) return;
  console.warn("the store was emptied");
  const gone = alone().filter((one) => one.sha256);
  await Promise.all([localStore.keepOps([...field.ops.values()]), localStore.keepNews(field.news), localStore.setMark("device", field.device), packs.restore(),
    ...field.typed.map((one) => localStore.setMark(one.key, one.values))]);
  await noBytes(gone);
  field.photos.clear();
  await localStore.setMark("store", field.store);
  refold();
  tabs.tell();
});

/** Begin after the local store was read: say what is missing, then write down at every change what lies here alone. */
export async function begin() {
  await compare();
  remember();
  changed(remember);
  addEventListener("storegone", () => mend().catch((problem) => console.warn("store", problem)));
}
