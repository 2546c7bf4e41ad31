// Confirmations that the server keeps back: which wait, on this tablet or another, and when another one has taken their place.
import * as localStore from "./local_store.js";
import { field, learn } from "./state.js";

const ACTS = ["nonconformity.raise", "nonconformity.confirm"];
const held = (op) => op.state === "held" && ACTS.includes(op.kind);
const latest = (ops) => ops.sort((a, b) => (a.id < b.id ? -1 : 1)).at(-1) ?? null;

/** The confirmation of a nonconformity that waits, the latest of several: an own one, or what the server says of other tablets. */
export function heldConfirm(subject) {
  const all = [...field.ops.values()].filter(held);
  const others = field.heldThere.filter((op) => !field.ops.has(op.id));
  return latest([...all, ...others].filter((op) => op.kind === "nonconformity.confirm" && op.subject === subject));
}

/** What the server says of confirmations on this visit that wait, from whatever tablet. */
export async function takeHeld(list) {
  if (JSON.stringify(field.heldThere) === JSON.stringify(list)) return;
  field.heldThere = list;
  await localStore.setMark(`held:${field.pack.visit}`, list);
}

/** Who was removed is told so on every page of the visit, also without a network, until the server says otherwise. A server that went back
    too far to know the visit removed nobody: what it was offered again says so. Gives the pill's note. */
export async function takeGone(visits) {
  const { visit } = field.pack;
  const away = Boolean(visit) && visits.includes(visit);
  const unknown = away && [...field.ops.values()].some((op) => op.visit === visit && (op.offered ? op.state !== "done" : op.why === "absent"));
  const gone = away && !unknown;
  if (visit && field.gone !== gone) await localStore.setMark(`gone:${visit}:${field.pack.me.id}`, (field.gone = gone));
  return unknown ? "unknown" : gone ? "gone" : "";
}

/** Confirmed anew, or withdrawn: what waited is over and stays in the history only. */
export async function endSettled() {
  const waits = ({ state }) => ["draft", "raised"].includes(state);
  const over = [...field.ops.values()].filter((op) => held(op) && op.visit === field.pack.visit)
    .filter((op) => !waits(field.model.nonconformities.get(op.subject) ?? field.model.withdrawn.get(op.subject) ?? { state: "gone" }));
  if (over.length) await learn(over.map((op) => ({ ...op, state: "refused", why: "superseded", seen: true })));
}

/** What the server puts off, because too much waits there for this person, stays unsent and is tried again in a minute. */
export function putOff(ids) {
  ids.map((id) => field.ops.get(id)).filter(Boolean).forEach((op) => Object.assign(op, { not_before: Date.now() + 55_000, put_off: true }));
}

export const somePutOff = () => [...field.ops.values()].some((op) => op.state === "local" && op.put_off && op.not_before > Date.now());
