// As what a clause counts, for the list of clauses, 今日, the cover and the closing check. Twin of `COUNTED` in store/judgements.py.
import { field } from "./state.js";

const FOUND = ["two", "nonconforming", "observation"];

/** "todo", "two" where several versions of the judgement stand that nobody has settled, whichever is shown, or else the judgement. */
export function countedAs(ref, model = field.model) {
  const judgement = model.judgements.get(ref);
  if (judgement?.conflict) return "two";
  return judgement?.value ?? "todo";
}

export const todo = (ref) => countedAs(ref) === "todo";
/** 有问题: what somebody has to look at again. */
export const found = (ref) => FOUND.includes(countedAs(ref));

/** How many of some clauses count as what: {all, judged, two, conforms, nonconforming, observation, not_applicable}; `judged` is the sum of the five. */
export function tally(refs) {
  const numbers = { all: refs.length, judged: 0, two: 0, conforms: 0, nonconforming: 0, observation: 0, not_applicable: 0 };
  for (const as of refs.map((ref) => countedAs(ref)).filter((one) => one !== "todo")) {
    numbers.judged += 1;
    numbers[as] += 1;
  }
  return numbers;
}
