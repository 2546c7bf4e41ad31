// A device's clock is a claim: where it is off the time of receipt, both are told. Twin of rules/claims.py.
import { moment } from "./clock.js";
import { timeOf } from "./ids.js";
import { t } from "./words.js";

const BEHIND = 12 * 3_600_000;
const AHEAD = 300_000;
let known = new Map(); // the time that is kept: [claimed, received]

/** Whether a claimed time lies too far from its receipt to be told alone. */
export function off(claimed, received) {
  const late = Date.parse(received) - Date.parse(claimed);
  return late > BEHIND || late < -AHEAD;
}

/** What the pack says of claims, and what others' news show: these keep the time of their stamp, as the pack does. */
export function readClaims(pack, news) {
  known = new Map(Object.entries(pack.state?.claims ?? {}));
  for (const op of news) {
    op.received ??= op.at;
    const claimed = new Date(timeOf(op.id)).toISOString();
    if (off(claimed, op.received) && (op.device || claimed < op.received)) {
      op.at = new Date(timeOf(op.stamp ?? op.id)).toISOString();
      known.set(op.at, [claimed, op.received]);
    }
    const taken = op.kind === "photo.add" ? op.body.taken_at : null;
    if (taken && off(taken, op.received)) known.set(taken, [taken, op.received]);
  }
}

/** A time as `words` writes it, or the tablet's beside the server's. */
export function told(instant, words = moment) {
  const [claimed, received] = known.get(instant) ?? [];
  return claimed ? t("平板时间 %(claimed)s，服务器收到 %(received)s", { claimed: moment(claimed), received: moment(received) }) : words(instant);
}
