// Other people's things that lie on this tablet alone: by person and by count, never by name of a thing.
import { itemOf } from "./items.js";
import { owed } from "./refusals.js";
import * as localStore from "./local_store.js";
import { emit, field } from "./state.js";
import { t } from "./words.js";

let others = [];
/** [{name, n, typed}]: items that were not sent, and words that nobody has added, of everybody but the person who is signed in. */
export const othersHere = () => others;
/** How many items of other people lie here alone. */
export const othersWaiting = () => others.reduce((sum, one) => sum + one.n, 0);

export async function readOthers() {
  const [ops, photos] = [await localStore.ops(), await localStore.photoList()];
  const bytes = new Set(photos.filter((one) => one.state === "local").map((one) => one.sha256));
  const found = new Map();
  for (const op of ops.filter((one) => one.author !== field.pack.me.id)) {
    if (op.state !== "local" && !owed(op) && !(op.kind === "photo.add" && bytes.has(op.body.sha256))) continue;
    found.set(op.author_name, (found.get(op.author_name) ?? new Set()).add(`${op.visit}/${itemOf(op)}`));
  }
  const typed = field.typed.filter((one) => one.author !== field.pack.me.id).map((one) => one.of.author ?? t("别人"));
  others = [...new Set([...found.keys(), ...typed])].map((name) => ({ name, n: found.get(name)?.size ?? 0, typed: typed.filter((one) => one === name).length }));
  emit();
}
