// A new nonconformity: its number, its clause and severity, then its form opens.
import { go } from "./router.js";
import { act, field, freshId, opsHere } from "./state.js";

/** `B-02`: my letter and the next free counter of this visit. */
export function nextNumber() {
  const { letter } = field.pack.me;
  const counters = [...field.model.nonconformities.values(), ...field.model.withdrawn.values(), ...withdrawn()]
    .map((one) => one.number.match(/^([A-Z]+)-(\d+)$/)).filter((match) => match?.[1] === letter).map((match) => Number(match[2]));
  return `${letter}-${String(Math.max(0, ...counters) + 1).padStart(2, "0")}`;
}

const withdrawn = () => opsHere().filter((op) => op.kind === "nonconformity.draft").map((op) => op.body);

/** Draft it and open its form; `severity` may be null. */
export async function openDraft(ref, severity) {
  const id = freshId();
  const [{ body }] = await act(() => [{ kind: "nonconformity.draft", subject: id, body: { ref, number: nextNumber(), severity } }]);
  go(`nc/${body.number}`);
  document.getElementById(severity ? "f-fact" : "f-severity").focus();
}
