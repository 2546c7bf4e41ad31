// The visit as this tablet knows it: the pack, the local store's ops and news, the model folded from them. Every change goes through `act`.
import * as clock from "./clock.js";
import { readClaims } from "./claims.js";
import { fold } from "./fold.js";
import { after, heard, newId } from "./ids.js";
import { versionOf } from "./kinds.js";
import { nameOf, shortOf } from "./names.js";
import * as localStore from "./local_store.js";
import * as tabs from "./tabs.js";
import { tidied } from "./tidy.js";
import { typedIn } from "../parts/typed_words.js";

export const field = {
  pack: null, device: "", store: null, ops: new Map(), news: [], photos: new Map(), arrived: new Set(), seen: new Map(), numbers: {}, model: null, made: 0, lost: [], taken: [], heldThere: [], gone: false, typed: [], keeping: { done: 0, all: 0 },
  net: { state: "idle", note: "", proven: null, heard: false },
};
const listeners = new Set();

export const changed = (listener) => listeners.add(listener);
export function emit() {
  listeners.forEach((listener) => listener());
}

/** My ops of the open visit; the local store may hold ops of others, and they are sent from here, too. */
export const opsHere = () => [...field.ops.values()].filter((op) => op.visit === field.pack.visit);

export function refold() {
  readClaims(field.pack, field.news);
  if (field.pack.state) field.model = fold(field.pack, field.news, opsHere(), field.numbers);
  field.model?.photos.forEach(judged);
  emit();
}

/** What the server saw of a picture after the pack was made. */
function judged(photo) {
  const seen = field.seen.get(photo.sha256) ?? field.photos.get(photo.sha256)?.seen;
  if (seen && !photo.checked) Object.assign(photo, seen, { checked: true });
}

/** A newer pack of the same visit came from the server. */
export function renew(pack) {
  Object.assign(field, { pack, taken: pack.taken ?? field.taken });
  field.since = Math.max(field.since ?? 0, pack.seq);
  headsOf(pack).forEach(hear);
  refold();
}

/** Read the local store for the pack's visit; `visit` is left out on pages without one. */
export async function start(pack) {
  Object.assign(field, { pack, taken: pack.taken ?? [] });
  clock.freeze(pack.demo_clock);
  field.device = (await localStore.mark("device")) ?? (await firstDevice());
  headsOf(pack).forEach(hear);
  await reread();
  tabs.listen(() => reread().then(() => { field.made += 1; emit(); }));
}

/** What lies on the local store: at the start, and when another tab has put something there. */
export async function reread() {
  const { pack } = field;
  const mine = (await localStore.ops()).filter((op) => op.author === pack.me.id);
  const [news, photos] = [pack.visit ? await localStore.news(pack.visit) : [], await localStore.photoList()];
  const [numbers, proven, heldThere, gone] = [await localStore.mark(`numbers:${pack.visit}`), await localStore.mark("proven"), await localStore.mark(`held:${pack.visit}`), await localStore.mark(`gone:${pack.visit}:${pack.me.id}`)];
  Object.assign(field, { gone: gone ?? false, news, typed: typedIn(await localStore.drafts()), heldThere: heldThere ?? [], numbers: numbers ?? {}, ops: new Map(mine.map((op) => [op.id, op])), photos: new Map(photos.map((one) => [one.sha256, one])) });
  field.net.proven = proven ?? null;
  for (const id of field.ops.keys()) after(id);
  for (const op of field.news) hear(op.id);
  refold();
}

async function firstDevice() {
  const device = freshId();
  await localStore.setMark("device", device);
  return device;
}

function headsOf(pack) {
  const state = pack.state ?? { judgements: {}, records: [], nonconformities: [] };
  const heads = [...Object.values(state.judgements), ...state.records].flatMap((one) => one.heads);
  return [...heads, ...state.nonconformities.flatMap((one) => Object.values(one.heads).flat())].map((head) => head.op);
}

export const freshId = () => newId(clock.millis());
/** Own ids come after this one of somebody else, unless its clock is far ahead. */
export const hear = (id) => heard(id, clock.millis());

let last = Promise.resolve();
/** One after the other, so that each change is made upon what the one before it has left, however fast the taps come. */
function inTurn(work) {
  const next = last.then(work);
  last = next.catch(() => null);
  return next;
}

/** Make ops of drafts {kind, subject, base, body, replace, marks} and keep them; resolves when they have committed to the local store. `marks`: what this tablet alone remembers.
    `drafts` is a list or what gives it when its turn has come; its argument says whether `replace` may be used: an own op, not
    yet sent, that the new one stands for. `wait`: milliseconds in which they may be taken back before they are sent. */
export const act = (drafts, { wait = 0 } = {}) => inTurn(async () => {
  const given = (replacing) => (typeof drafts === "function" ? drafts(replacing) : drafts);
  const made = (await keep(given(true), wait)) ?? (await reread(), await keep(given(false), wait));
  field.made += 1;
  refold();
  tabs.tell();
  return made;
});

async function keep(drafts, wait) {
  const { pack } = field;
  const gone = drafts.flatMap((draft) => draft.replace ?? []);
  const ready = drafts.map(({ kind, subject, base = {}, body = {}, replace, marks = {} }) => ({
    ...marks, id: freshId(), kind, v: versionOf(kind), subject, base: replace?.base ?? base, body: tidied(kind.startsWith("audit.") ? body : { visit: pack.visit, ...body }), device: field.device,
    visit: body.visit ?? pack.visit, author: pack.me.id, author_name: pack.me.name, at: clock.now(), state: "local", seq: null,
    not_before: wait ? Date.now() + wait : 0,
  }));
  const made = ready.map((op) => ({ ...op, name: nameOf(op, pack, field.model), short: shortOf(op, pack, field.model), url: pack.url, client: pack.client?.name }));
  if (!(await localStore.keepOps(made, gone.map((op) => op.id)))) return null;
  gone.forEach((op) => field.ops.delete(op.id));
  made.forEach((op) => field.ops.set(op.id, op));
  const built = new Set(made.flatMap((op) => Object.values(op.base).flat()));
  field.ops.forEach((op) => { if (built.has(op.id)) op.not_before = 0; });
  return made;
}

/** Take ops back that were not sent yet and that nothing was built upon; false when it is too late. */
export const takeBack = (list) => inTurn(async () => {
  const ids = list.map((op) => op.id);
  const built = [...field.ops.values()].some((op) => !ids.includes(op.id) && Object.values(op.base).flat().some((id) => ids.includes(id)));
  if (built || !(await localStore.keepOps([], ids))) return false;
  ids.forEach((id) => field.ops.delete(id));
  field.made += 1;
  refold();
  tabs.tell();
  return true;
});

/** Put answers of the server on the local store and into the model. What was written upon an op that the server refused
    stands upon what that one was written upon, or it would wait for ever. */
export async function learn(ops) {
  const bases = new Map(ops.filter((op) => op.state === "refused").map((op) => [op.id, op.base]));
  const upon = [...field.ops.values()].filter((op) => op.state === "local" && Object.values(op.base).flat().some((id) => bases.has(id)));
  const moved = upon.map((op) => ({ ...op, base: Object.fromEntries(Object.entries(op.base).map(([name, ids]) => [name, lower(ids, name, bases)])) }));
  await localStore.keepOps([...ops, ...moved]);
  [...ops, ...moved].forEach((op) => field.ops.set(op.id, op));
}

const lower = (ids, name, bases) => [...new Set(ids.flatMap((id) => (bases.has(id) ? lower(bases.get(id)[name] ?? [], name, bases) : [id])))];

export const bases = (heads) => (heads ?? []).map((head) => head.op ?? head);
export const may = (kind) => field.pack.me.may.includes(kind);
export const refOf = (ref) => field.pack.refs?.find((one) => one.ref === ref);
