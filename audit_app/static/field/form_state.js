// Which nonconformity the form shows, whether it may be changed, when it is due. Painting and acting are beside.
import { calendarOf, due, termOf } from "./due.js";
import { place } from "./router.js";
import { field, may } from "./state.js";

export const current = () => [...field.model.nonconformities.values()].find((one) => one.number === place.number) ?? null;
export const editable = (one) => ["draft", "raised"].includes(one.state) && may("nonconformity.set");

/** The day it is due and the day it may be moved to. */
export const dueOf = (one) => due(field.pack.closing_on, termOf(one, field.pack.terms), calendarOf(field.pack));

/** The day on which the answer is due, as the form and the confirmation show it. */
export function dayOf(one) {
  const { nominal, rolled } = dueOf(one);
  return one.due_on ?? (one.moved && rolled ? rolled : nominal);
}

/** The chosen photos that are there: one that was deleted, here or elsewhere, is none of the words. */
export const standing = (one) => one.photos.filter((id) => field.model.photos.has(id));

/** The raised, confirmed or later nonconformity that a photo is evidence of, if any. */
export const evidenceOf = (id) => [...field.model.nonconformities.values()].find((one) => one.state !== "draft" && one.photos.includes(id)) ?? null;

const ORDER = ["clauses", "severity", "fact", "department", "term", "moved", "due_on", "photos"];
const written = (value) => JSON.stringify(Array.isArray(value) ? [...value].sort() : value || null);

/** Which of the words differ between what was read and what stands now, and which do not. */
export const changedOf = (read, now) => ORDER.filter((name) => written(read[name]) !== written(now[name]));
export const sameOf = (read, now) => ORDER.filter((name) => written(read[name]) === written(now[name]));

/** The words on the screen, as an act that stands on them says what was read. */
export const readOf = (one) => {
  const { days = null, on = null, months = null } = termOf(one, field.pack.terms);
  const { severity, fact, clauses, moved } = one;
  return { severity, fact, clauses, department: one.department || null, photos: standing(one), term: { days, on, ...(months && { months }) }, moved: Boolean(moved), due_on: dayOf(one) };
};
