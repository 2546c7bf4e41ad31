// One request to the server, and what its silence or refusal means: offline, session ended, a portal in between, server busy.
const WAIT = 30_000;

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
  if (response.status === 409) throw new Stop("idle", "person");
  if (response.status === 401) throw new Stop("idle", "session");
  if (response.status >= 500) throw new Stop("idle", "server");
  if (!response.headers.get("Content-Type")?.includes("json")) throw new Stop("idle", "portal");
  if (!response.ok) throw new Stop("idle", "server");
  return response.json();
}
