// The order in which a visit's ops are carried out on the tablet, whatever clocks wrote them.

// what makes a thing comes before what is done to it, also when a tablet's clock ran behind; then what was written, by its stamps; then
// acts, which count in the order in which they came to the server: what has not come there yet is the last
const phase = (op) => (/\.(add|draft)$/.test(op.kind) ? 0 : /\.(raise|confirm|withdraw|restore)$/.test(op.kind) ? 2 : 1);
const place = (op) => (phase(op) === 2 ? op.seq ?? Infinity : 0);
const stamped = (a, b) => (a.stamp === b.stamp ? (a.id < b.id ? -1 : 1) : a.stamp < b.stamp ? -1 : 1);
const order = (a, b) => phase(a) - phase(b) || (place(a) === place(b) ? stamped(a, b) : place(a) - place(b));

/** Sorted, and each after what it was written upon: the server holds what comes too early, so two stamps never make a second version out of a later one. */
export function inOrder(ops) {
  const [by, seen, sorted] = [new Map(ops.map((op) => [op.id, op])), new Set(), []];
  const visit = (op) => {
    if (seen.has(op.id)) return;
    seen.add(op.id);
    Object.values(op.base ?? {}).flat().forEach((id) => by.has(id) && visit(by.get(id)));
    sorted.push(op);
  };
  [...ops].sort(order).forEach(visit);
  return sorted;
}
