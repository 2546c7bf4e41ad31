// The heads of a field: the same three functions as audit_app/rules/merge.py. A head is {op, value, stamp, author, author_name, at}.
const before = (a, b) => (a.stamp === b.stamp ? (a.op < b.op ? -1 : 1) : a.stamp < b.stamp ? -1 : 1);

/** A value as text that does not depend on the order of names. */
export const canonical = (value) =>
  JSON.stringify(value, (_, v) =>
    v && typeof v === "object" && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v);

/** The heads after a head whose writer saw the ops in `base`. The same op twice changes nothing. */
export function settle(heads, head, base) {
  if (heads.some((one) => one.op === head.op)) return [...heads].sort(before);
  return [...heads.filter((one) => !base.includes(one.op)), head].sort(before);
}

export const shown = (heads) => heads[heads.length - 1] ?? null;

export function conflict(heads) {
  return heads.some((head) => canonical(head.value) !== canonical(heads[0].value));
}
