// One request to the server, and what its silence or refusal means: offline, session ended, a portal in between, server busy.
import * as clock from "./clock.js";

const WAIT = 30_000;
/** When this server last answered, and when it first said that the session is over. */
export const line = { answered: null, ended: null };

function answered(status) {
  line.answered = clock.now();
  line.ended = status === 401 ? (line.ended ?? clock.now()) : null;
}

export const BATCH = 500;
const MOST = 2_000_000; // characters of all bodies: the server reads 8 MB at once

/** The first of these ops, as many as the server takes in one request; one at least. */
export function batch(ops) {
  let size = 0;
  const fits = (op) => (size += JSON.stringify(op.body).length) <= MOST;
  return ops.slice(0, BATCH).filter((op, at) => fits(op) || !at);
}

/** Sending stops here: `state` and `note` are what the pill says. */
export class Stop extends Error {
  constructor(state, note = "") {
    super(state);
    [this.state, this.note] = [state, note];
  }
}

/** POST /field/sync as the person whose records these are; throws Stop. */
export async function post(request, person) {
  let response;
  try {
    response = await fetch("/field/sync", {
      method: "POST", headers: { "Content-Type": "application/json", "X-Person": person }, body: JSON.stringify(request), cache: "no-store", signal: AbortSignal.timeout(WAIT),
    });
  } catch {
    throw new Stop("offline");
  }
  if ([401, 409].includes(response.status)) answered(response.status);
  if (response.status === 409) throw new Stop("idle", "person");
  if (response.status === 401) throw new Stop("idle", "session");
  if (response.status >= 500) throw new Stop("idle", "server");
  if (!response.headers.get("Content-Type")?.includes("json")) throw new Stop("idle", "portal");
  if (!response.ok) throw new Stop("idle", "server");
  answered(response.status);
  return response.json();
}
