// Which department is offered first: that of the own record at the clause. It is recorded when somebody chooses it, never before.
import { field } from "./state.js";

/** All departments, those of the own records at `refs` first. */
export function likelyFirst(refs) {
  const own = [...field.model.records.values()].filter((one) => refs.includes(one.ref) && one.author === field.pack.me.id);
  return [...new Set([...own.map((one) => one.department).filter(Boolean), ...field.pack.departments])];
}

/** Put the options of a list into this order; the one without a name stays first, and what is chosen stays chosen. */
export function offerFirst(select, refs) {
  const [order, chosen] = [likelyFirst(refs), select.value];
  const [unwritten, ...others] = [...select.options];
  select.append(unwritten, ...others.sort((one, other) => order.indexOf(one.value) - order.indexOf(other.value)));
  select.value = chosen;
}
