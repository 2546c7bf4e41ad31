// When to send: at once when a page opens, after each change, after what may still be taken back, and again with growing waits while anything is unsent.
import { open } from "./items.js";
import { changed, field } from "./state.js";
import { sync } from "./sync.js";
import * as witness from "./witness.js";

// an open page hears of others: soon while something happens, more and more seldom while nothing does
export const QUIET = [15_000, 30_000, 60_000, 120_000, 300_000];
const WAITS = [2_000, 5_000, 10_000, 20_000, 40_000, 60_000];
const SOON = 400;
let failures = 0;
let quiet = 0;
let last = "";
let asked = 0;
let timer = 0;

function planned(delay) {
  clearTimeout(timer);
  timer = setTimeout(run, delay);
}

/** A page that nobody looks at asks seldom. */
const regular = () => (document.visibilityState === "visible" ? QUIET[Math.min(quiet, QUIET.length - 1)] : QUIET.at(-1));
const stirred = () => `${field.made} ${field.news.length}`;

/** The soonest of what has to happen: another try, the end of a wait, the regular question for news. */
function plan() {
  const rests = [...field.ops.values()].filter((op) => op.state === "local" && op.not_before > Date.now()).map((op) => op.not_before - Date.now() + 50);
  const unsent = failures > 0 || open().local.size > 0;
  planned(Math.min(unsent ? WAITS[Math.min(failures, WAITS.length - 1)] : regular(), ...rests));
}

async function run() {
  clearTimeout(timer);
  asked = Date.now();
  await witness.mend().catch((problem) => console.warn("store", problem));
  failures = (await sync()) === false ? failures + 1 : 0;
  quiet = last === (last = stirred()) ? quiet + 1 : 0;
  plan();
}

/** Somebody came back to the page, or the network did. */
function woken() {
  quiet = -1;
  return run();
}

/** A hand on a page that has been still asks at once, whatever is touched. */
function touched() {
  if (quiet > 0 && Date.now() - asked > QUIET[0]) woken();
}

export function listen() {
  let made = field.made;
  changed(() => { if (field.made !== made) [made = field.made, planned(SOON)]; });
  for (const name of ["online", "focus", "sendnow"]) addEventListener(name, woken);
  document.addEventListener("pointerdown", touched, { passive: true });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && woken());
  document.addEventListener("click", (event) => event.target.closest("[data-act=send-now]") && run());
  run();
}
