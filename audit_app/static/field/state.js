// The visit as this tablet knows it: the pack, the shelf's ops and news, the model folded from them. Every change goes through `act`.
import * as clock from "./clock.js";
import { fold } from "./fold.js";
import { after, newId } from "./ids.js";
import * as shelf from "./shelf.js";
import * as tabs from "./tabs.js";

export const field = {
  pack: null, device: "", ops: new Map(), news: [], photos: new Map(), numbers: {}, model: null, made: 0,
  net: { state: "idle", total: 0, note: "", proven: null },
};
const listeners = new Set();

export const changed = (listener) => listeners.add(listener);
export function emit() {
  listeners.forEach((listener) => listener());
}

/** My ops of the open visit; the shelf may hold ops of others, and they are sent from here, too. */
export const opsHere = () => [...field.ops.values()].filter((op) => op.visit === field.pack.visit);

export function refold() {
  if (field.pack.state) field.model = fold(field.pack, field.news, opsHere(), field.numbers);
  emit();
}

/** Read the shelf for the pack's visit; `visit` is left out on pages without one. */
export async function start(pack) {
  field.pack = pack;
  clock.freeze(pack.demo_clock);
  field.device = (await shelf.mark("device")) ?? (await firstDevice());
  headsOf(pack).forEach(after);
  await reread();
  tabs.listen(() => reread().then(() => { field.made += 1; emit(); }));
}

/** What lies on the shelf: at the start, and when another tab has put something there. */
export async function reread() {
  const { pack } = field;
  const mine = (await shelf.ops()).filter((op) => op.author === pack.me.id);
  const [news, photos] = [pack.visit ? await shelf.news(pack.visit) : [], await shelf.photoList()];
  const [numbers, proven] = [await shelf.mark(`numbers:${pack.visit}`), await shelf.mark("proven")];
  Object.assign(field, { news, numbers: numbers ?? {}, ops: new Map(mine.map((op) => [op.id, op])), photos: new Map(photos.map((one) => [one.sha256, one])) });
  field.net.proven = proven ?? null;
  [...field.ops.keys(), ...field.news.map((op) => op.id)].forEach(after);
  refold();
}

async function firstDevice() {
  const device = freshId();
  await shelf.setMark("device", device);
  return device;
}

function headsOf(pack) {
  const state = pack.state ?? { judgements: {}, records: [], nonconformities: [] };
  const heads = [...Object.values(state.judgements), ...state.records].flatMap((one) => one.heads);
  return [...heads, ...state.nonconformities.flatMap((one) => Object.values(one.heads).flat())].map((head) => head.op);
}

export const freshId = () => newId(clock.millis());

let last = Promise.resolve();
/** One after the other, so that each change is made upon what the one before it has left, however fast the taps come. */
function inTurn(work) {
  const next = last.then(work);
  last = next.catch(() => null);
  return next;
}

/** Make ops of drafts {kind, subject, base, body, replace} and keep them; resolves when they have committed to the shelf.
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
  const made = drafts.map(({ kind, subject, base = {}, body = {}, replace }) => ({
    id: freshId(), kind, v: 1, subject, base: replace?.base ?? base, body: whole({ visit: pack.visit, ...body }), device: field.device,
    visit: pack.visit, author: pack.me.id, author_name: pack.me.name, at: clock.now(), state: "local", seq: null,
    not_before: wait ? Date.now() + wait : 0,
  }));
  if (!(await shelf.keepOps(made, gone.map((op) => op.id)))) return null;
  gone.forEach((op) => field.ops.delete(op.id));
  made.forEach((op) => field.ops.set(op.id, op));
  const built = new Set(made.flatMap((op) => Object.values(op.base).flat()));
  field.ops.forEach((op) => { if (built.has(op.id)) op.not_before = 0; });
  return made;
}

/** Texts that any reader of UTF-8 can hold: no NUL, no half of a sign. */
function whole(value) {
  if (typeof value === "string") return value.replace(/[\ud800-\udbff][\udc00-\udfff]|[\0\ud800-\udfff]/g, (sign) => (sign.length === 2 ? sign : ""));
  if (Array.isArray(value)) return value.map(whole);
  return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, whole(one)])) : value;
}

/** Take ops back that were not sent yet and that nothing was built upon; false when it is too late. */
export const takeBack = (list) => inTurn(async () => {
  const ids = list.map((op) => op.id);
  const built = [...field.ops.values()].some((op) => !ids.includes(op.id) && Object.values(op.base).flat().some((id) => ids.includes(id)));
  if (built || !(await shelf.keepOps([], ids))) return false;
  ids.forEach((id) => field.ops.delete(id));
  field.made += 1;
  refold();
  tabs.tell();
  return true;
});

/** Put answers of the server on the shelf and into the model. */
export async function learn(ops) {
  await shelf.keepOps(ops);
  ops.forEach((op) => field.ops.set(op.id, op));
}

export const bases = (heads) => (heads ?? []).map((head) => head.op ?? head);
export const may = (kind) => field.pack.me.may.includes(kind);
export const refOf = (ref) => field.pack.refs.find((one) => one.ref === ref);
