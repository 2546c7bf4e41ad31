// Four hints on a statement of fact: time, place, document, post. Hints, never gates; the patterns come with the pack from rules/nonconformity.py.

/** {time, place, document, post} of booleans. */
export function ticks(fact, patterns) {
  const plain = fact.normalize("NFKC").replace(/\s+/g, " ");
  return Object.fromEntries(Object.entries(patterns).map(([hint, list]) => [hint, list.some((one) => new RegExp(one, "u").test(plain))]));
}

/** Whether the fact seems to name a person where a post should stand. */
export const namesPerson = (fact, pattern) => Boolean(pattern) && new RegExp(pattern, "u").test(fact.normalize("NFKC").replace(/\s+/g, " "));

/** What is missing before the auditee can confirm, in the order of the form. */
export function missing({ severity, fact, clauses }) {
  const lacking = [];
  if (!["minor", "major"].includes(severity)) lacking.push("severity");
  if (!(fact ?? "").trim()) lacking.push("fact");
  if (!clauses?.length) lacking.push("clauses");
  return lacking;
}
