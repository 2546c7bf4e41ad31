// What is being typed in a dialog and not added yet: one draft per clause, person and kind, kept at every keystroke.
import * as localStore from "./local_store.js";
import { emit, field, refOf } from "./state.js";
import * as tabs from "./tabs.js";
import { held, hold, letGo, release } from "./typed.js";
import { typedOf } from "../parts/typed_words.js";

const key = (name, ref) => `draft:${name}:${field.pack.visit}/${ref}/${field.pack.me.id}`;
const boxes = (form) => [...form.elements].filter((one) => one.name);
/** Where the form stands and whose it is, for pages that do not know the visit. */
const where = (ref) => ({ url: field.pack.url, short: refOf(ref)?.number ?? refOf(ref)?.label ?? ref, client: field.pack.client?.name ?? "", author: field.pack.me.name });
const newest = new Map();
let chain = Promise.resolve();

const inTurn = (work) => (chain = chain.then(work).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail }))));

/** What this person has typed and not added; `ref`: at this clause of the open visit. */
export const notAdded = (ref) => field.typed.filter((one) => one.author === field.pack.me.id && (!ref || (one.ref === ref && one.visit === field.pack.visit)));

/** The list is the store's; it is told only when a draft has begun or ended, not at each letter. */
function note(draft, values) {
  const others = field.typed.filter((one) => one.key !== draft);
  const before = others.length < field.typed.length;
  const now = typedOf(draft, values);
  field.typed = now ? [...others, now] : others;
  if (before === Boolean(now)) return;
  emit();
  tabs.tell();
}

/** The newest of what was typed; what came before it meanwhile needs no turn of its own. */
async function keepNewest(draft) {
  if (!newest.has(draft)) return;
  const values = newest.get(draft);
  newest.delete(draft);
  await localStore.setMark(draft, values);
  release(draft, values);
  note(draft, values);
}

/** Keep what the form holds as the draft of its clause. */
export function keepDraft(name, form) {
  const draft = key(name, form.dataset.ref);
  const values = { ...Object.fromEntries(boxes(form).map((one) => [one.name, one.value])), of: where(form.dataset.ref) };
  hold(draft, values);
  newest.set(draft, values);
  return inTurn(() => keepNewest(draft));
}

export const dropDraft = (name, ref) => drop(key(name, ref));

/** Nothing of it stays. */
export function drop(draft) {
  newest.delete(draft);
  letGo(draft);
  return inTurn(async () => { await localStore.setMark(draft, null); note(draft, null); });
}

/** Make the form that of a clause: empty, then filled with what was typed there before. */
export async function openDraftOf(name, form, ref) {
  const draft = key(name, ref);
  await chain;
  const values = held(draft) ?? (await localStore.mark(draft)) ?? {};
  form.dataset.ref = ref;
  form.reset();
  fill(form, values);
}

export const fill = (form, values) => boxes(form).forEach((one) => { if (values[one.name] !== undefined && values[one.name] !== null) one.value = values[one.name]; });
