// The visit as this tablet knows it: the pack, the shelf's ops and news, the model folded from them. Every change goes through `act`.
import * as clock from "./clock.js";
import { fold } from "./fold.js";
import { after, newId } from "./ids.js";
import * as shelf from "./shelf.js";

export const field = {
  pack: null, device: "", ops: new Map(), news: [], photos: new Map(), numbers: {}, model: null,
  net: { state: "idle", total: 0, note: "", proven: null },
};
const listeners = new Set();

export const changed = (listener) => listeners.add(listener);
export function emit() {
  listeners.forEach((listener) => listener());
}

export function refold() {
  if (field.pack.state) field.model = fold(field.pack, field.news, [...field.ops.values()], field.numbers);
  emit();
}

/** Read the shelf for the pack's visit; `visit` is left out on pages without one. */
export async function start(pack) {
  field.pack = pack;
  clock.freeze(pack.demo_clock);
  field.device = (await shelf.mark("device")) ?? (await firstDevice());
  const mine = (await shelf.ops(pack.visit)).filter((op) => op.author === pack.me.id);
  mine.forEach((op) => field.ops.set(op.id, { ...op, sent: false }));
  field.news = pack.visit ? await shelf.news(pack.visit) : [];
  field.numbers = (await shelf.mark(`numbers:${pack.visit}`)) ?? {};
  (await shelf.photoList()).forEach((photo) => field.photos.set(photo.sha256, photo));
  field.net.proven = (await shelf.mark("proven")) ?? null;
  [...field.ops.keys(), ...field.news.map((op) => op.id), ...headsOf(pack)].forEach(after);
  refold();
}

async function firstDevice() {
  const device = crypto.randomUUID();
  await shelf.setMark("device", device);
  return device;
}

function headsOf(pack) {
  const state = pack.state ?? { judgements: {}, records: [], nonconformities: [] };
  const heads = [...Object.values(state.judgements), ...state.records].flatMap((one) => one.heads);
  return [...heads, ...state.nonconformities.flatMap((one) => Object.values(one.heads).flat())].map((head) => head.op);
}

export const freshId = () => newId(clock.millis());

/** Make ops of drafts {kind, subject, base, body} and keep them; resolves when they have committed to the shelf.
    `replace`: own ops not yet sent that the new ones stand for. `wait`: milliseconds in which they may be taken back before they are sent. */
export async function act(drafts, { replace = [], wait = 0 } = {}) {
  const { pack } = field;
  const made = drafts.map(({ kind, subject, base = {}, body = {} }) => ({
    id: freshId(), kind, v: 1, subject, base, body: { visit: pack.visit, ...body }, device: field.device,
    visit: pack.visit, author: pack.me.id, author_name: pack.me.name, at: clock.now(), state: "local", seq: null,
    not_before: wait ? Date.now() + wait : 0,
  }));
  await shelf.keepOps(made, replace);
  replace.forEach((id) => field.ops.delete(id));
  made.forEach((op) => field.ops.set(op.id, op));
  refold();
  return made;
}

/** Take ops back that were not sent yet; false when it is too late. */
export async function takeBack(list) {
  if (list.some((op) => field.ops.get(op.id)?.sent || field.ops.get(op.id)?.state !== "local")) return false;
  await shelf.keepOps([], list.map((op) => op.id));
  list.forEach((op) => field.ops.delete(op.id));
  refold();
  return true;
}

/** Put answers of the server on the shelf and into the model. */
export async function learn(ops) {
  await shelf.keepOps(ops.map(({ sent, ...op }) => op));
  ops.forEach((op) => field.ops.set(op.id, op));
}

export const bases = (heads) => (heads ?? []).map((head) => head.op ?? head);
export const may = (kind) => field.pack.me.may.includes(kind);
export const refOf = (ref) => field.pack.refs.find((one) => one.ref === ref);
