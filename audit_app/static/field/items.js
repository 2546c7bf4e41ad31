// What the person remembers doing: a clause's text and judgement are one item; each photo, sample, interview and nonconformity is one (product.md 5.1).
import { serverElsewhere, twoElsewhere } from "./card.js";
import { notAdded } from "./drafts.js";
import { conflict } from "./merge.js";
import { laidAside, stands } from "./refusals.js";
import { endedBy, keptOps } from "./kept_back.js";
import { field } from "./state.js";

/** The item an op belongs to. */
export function itemOf(op) {
  const elsewhere = op.visit === field.pack.visit ? "" : `${op.visit}/`;
  if (/^(judgement|record)\./.test(op.kind)) return `${elsewhere}clause:${op.body.ref}`;
  return `${elsewhere}${op.kind.split(".")[0]}:${op.subject}`;
}

const unsent = (op) => op.state === "local";

/** Items whose ops or bytes are not proven on the server, and items that the server refused. A picture whose bytes are lost is counted as lost alone,
    also while its op, which may have come to the server, still waits for the answer. */
export function open(ops = [...field.ops.values()]) {
  const lost = new Set(field.lost.filter((one) => one.sha256).map((one) => one.id));
  const local = new Set(ops.filter((op) => unsent(op) && !lost.has(op.id)).map(itemOf));
  const failed = new Set(ops.filter(stands).map(itemOf));
  const gone = new Set(ops.filter((op) => op.kind === "photo.withdraw" && op.state !== "refused").map((op) => op.subject));
  for (const op of ops.filter((one) => one.kind === "photo.add" && !gone.has(one.subject))) {
    const kept = field.photos.get(op.body.sha256);
    if (kept?.state === "local") local.add(itemOf(op));
    if (kept?.state === "failed") failed.add(itemOf(op));
  }
  failed.forEach((item) => local.delete(item));
  return { local, failed };
}

/** All items that exist in the model. */
export function existing(model = field.model) {
  const all = new Set();
  for (const [ref, judgement] of model.judgements) if (judgement.value) all.add(`clause:${ref}`);
  for (const record of model.records.values()) if (record.text.trim()) all.add(`clause:${record.ref}`);
  for (const id of model.photos.keys()) all.add(`photo:${id}`);
  for (const id of model.samples.keys()) all.add(`sample:${id}`);
  for (const id of model.interviews.keys()) all.add(`interview:${id}`);
  for (const id of model.nonconformities.keys()) all.add(`nonconformity:${id}`);
  return all;
}

/** Items with two versions that a person has to settle. */
export function conflicts(model = field.model) {
  const clauses = [...model.judgements].filter(([, one]) => one.conflict).map(([ref]) => `clause:${ref}`);
  const texts = [...model.records.values()].filter((one) => conflict(one.heads)).map((one) => `clause:${one.ref}`);
  const forms = [...model.nonconformities.values()].filter((one) => one.conflict).map((one) => `nonconformity:${one.id}`);
  return new Set([...clauses, ...texts, ...forms]);
}

/** Own items that the server keeps back, by who ends it. */
function keptItems() {
  const found = new Map(keptOps().map((op) => [itemOf(op), endedBy(op)]));
  const kept = {};
  found.forEach((by) => { kept[by] = (kept[by] ?? 0) + 1; });
  return { kept, held: found.size };
}

let going = null; // what was to be sent at any moment of the round that runs
export const beginRound = () => { going = new Set(open().local); };
export const endRound = () => { going = null; };

/** {sent, all} of the round that runs: what joined it meanwhile counts, what failed or was taken back does not. */
export function progress(local, failed) {
  if (!going) return { sent: 0, all: 0 };
  local.forEach((item) => going.add(item));
  const here = new Set([...field.ops.values()].map(itemOf));
  const sent = [...going].filter((item) => here.has(item) && !local.has(item) && !failed.has(item)).length;
  return { sent, all: sent + local.size };
}

/** Items that the server did not take and the person laid aside. */
const laid = () => new Set([...field.ops.values()].filter(laidAside).map(itemOf)).size;

/** {keeping, local, server, two, failed, held, kept, lost, laid, typed, round}, the same on every page: an item is in one of local, server and failed; held ones wait on the server;
    `typed` are no items yet: words in a form that nobody has added. */
export function counts() {
  const { local, failed } = open();
  const rest = { keeping: field.keeping, local: local.size, failed: failed.size, ...keptItems(), lost: field.lost.length, laid: laid(), typed: notAdded().length, round: progress(local, failed) };
  const elsewhere = twoElsewhere().reduce((sum, one) => sum + one.two, 0);
  const server = serverElsewhere((item) => local.has(item) || failed.has(item));
  return field.model ? { ...rest, server: server + safety().server, two: conflicts().size + elsewhere } : { ...rest, server, two: elsewhere };
}

/** Of this visit's items how many the server has, and which are still to come from here. The one count of 已存服务器: another page adds up what is
    remembered of it (card.js). */
export function safety() {
  const { local, failed } = open();
  const items = [...existing()];
  const waits = items.filter((item) => local.has(item) || failed.has(item));
  return { server: items.filter((item) => !local.has(item) && !failed.has(item) && !awaited(item)).length, waits };
}

/** A photo whose bytes have not come to the server, as far as this tablet knows. */
export function awaited(item, model = field.model) {
  if (!item.startsWith("photo:")) return false;
  const photo = model.photos.get(item.slice(6));
  return photo.state === "awaited" && field.photos.get(photo.sha256)?.state !== "kept" && !field.arrived.has(photo.sha256);
}

/** A picture whose bytes this tablet has lost, as long as nobody ticked it off. */
export const lostHere = (photo) => field.lost.some((one) => one.sha256 === photo.sha256);

/** Where the things of one clause are kept: {state: local|held|server, at, held: the op that waits} or null when there is nothing yet. */
export function clauseSaved(ref, model = field.model) {
  const judgement = model.judgements.get(ref);
  const of = (map) => [...map.values()].filter((one) => one.ref === ref);
  const photos = of(model.photos).filter((one) => !awaited(`photo:${one.id}`, model) || field.photos.has(one.sha256));
  const things = [...of(model.records), ...photos, ...of(model.samples), ...of(model.interviews)];
  const times = [...things, ...(judgement ? [judgement] : [])].map((one) => one.at).sort();
  if (!times.length) return null;
  const { local, failed } = open();
  const here = (item) => local.has(item) || failed.has(item);
  const ids = (name) => of(model[`${name}s`]).map((one) => `${name}:${one.id}`);
  const items = [`clause:${ref}`, ...ids("photo"), ...ids("sample"), ...ids("interview")];
  const held = keptOps().find((op) => items.includes(itemOf(op)));
  return { state: items.some(here) ? "local" : held ? "held" : "server", at: times.at(-1), held };
}
