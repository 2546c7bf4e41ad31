// What a clause is found by, with or without dots and blanks: besides its number its title, its prompts, and what corresponds
// to it in the other edition.
import { $ } from "./dom.js";
import { refOf } from "./state.js";

export const squeeze = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s.．。]/g, "");
const known = new Map();

/** Whether number or title is what was typed: such clauses come alone, others only when there is none. */
export function named(row, query) {
  const number = squeeze($(".no", row).textContent);
  return Boolean(query) && ((number && number.startsWith(query)) || squeeze(refOf(row.dataset.ref).title).includes(query));
}

export function wordsOf(ref) {
  if (!known.has(ref)) {
    const { title, also = [] } = refOf(ref);
    const prompts = $(`[data-clause="${CSS.escape(ref)}"] .hints`)?.textContent ?? "";
    known.set(ref, squeeze([title, prompts, ...also].join("|")));
  }
  return known.get(ref);
}
