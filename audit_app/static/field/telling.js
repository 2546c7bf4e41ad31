// What came out otherwise than this person meant, though nothing has failed: said once over everything, then behind the pill until it is ticked off.
import { tellingOf, told } from "./refusals.js";
import { changed, field, learn, refold } from "./state.js";

const all = () => [...field.ops.values()].filter(told);

/** The rows behind the pill. */
export const toldRows = () => all()
  .map((op) => ({ key: `told:${op.id}`, words: tellingOf(op), seen: () => learn([{ ...op, seen: true }]).then(refold) }));

let before = null;
function tell() {
  const fresh = before ? all().filter((op) => !before.has(op.id)) : [];
  before = new Set(all().map((op) => op.id));
  if (fresh.length) dispatchEvent(new CustomEvent("trouble", { detail: fresh.map(tellingOf).join(" ") }));
}

export function listen() {
  changed(tell);
  tell();
}
