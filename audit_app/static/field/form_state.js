// Which nonconformity the form shows, whether it may be changed, when it is due. Painting and acting are beside.
import { calendarOf, due, termOf } from "./due.js";
import { place } from "./router.js";
import { field, may } from "./state.js";

export const current = () => [...field.model.nonconformities.values()].find((one) => one.number === place.number) ?? null;
export const editable = (one) => one.state === "draft" && may("nonconformity.set");

/** The day it is due and the day it may be moved to. */
export const dueOf = (one) => due(field.pack.closing_on, termOf(one, field.pack.terms), calendarOf(field.pack));
