// Sending: ops in one request, photos after them, again on every sign of a network. 已存服务器 rests on the answer alone.
import * as clock from "./clock.js";
import { after } from "./ids.js";
import { open } from "./items.js";
import * as shelf from "./shelf.js";
import { emit, field, learn, refold, reread } from "./state.js";
import * as tabs from "./tabs.js";
import * as uploads from "./uploads.js";
import { Stop, post } from "./wire.js";

const BATCH = 500;
const EVERY = 5 * 60_000;
const WIRE = ["id", "kind", "v", "subject", "base", "body", "device"];
let busy = false;
let again = false;
let soon = 0;

function net(changes) {
  Object.assign(field.net, changes);
  emit();
}

// a clock that was set back must not hold anything for longer than any wait lasts
const rested = (op) => op.not_before <= Date.now() || op.not_before > Date.now() + 60_000;
const queue = () => [...field.ops.values()]
  .filter((op) => op.state === "local" && rested(op)).sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, BATCH);
const unproven = () => [...field.photos.values()].filter((photo) => photo.state === "local").map((photo) => photo.sha256).slice(0, BATCH);

async function takeOutcomes(outcomes) {
  const answered = outcomes.filter((one) => field.ops.has(one.id))
    .map((one) => ({ ...field.ops.get(one.id), state: one.outcome, seq: one.seq, sentence: one.sentence, why: one.why }));
  await learn(answered);
}

async function takeKept(list) {
  for (const { sha256, size } of list) {
    const photo = field.photos.get(sha256);
    if (photo?.state === "local" && photo.size === size) await uploads.kept(photo);
  }
}

async function takeNews(answer) {
  const fresh = answer.news.map((op) => ({ ...op, visit: field.pack.visit, author: op.actor, author_name: op.actor_name, state: "done" }));
  await shelf.keepNews(fresh);
  fresh.forEach((op) => after(op.id));
  const known = new Set(field.news.map((op) => op.id));
  field.news.push(...fresh.filter((op) => !known.has(op.id)));
  if (Object.keys(answer.numbers).length) {
    Object.assign(field.numbers, answer.numbers);
    await shelf.setMark(`numbers:${field.pack.visit}`, field.numbers);
  }
}

/** The server went back to an older state: everything this tablet has of the visit is offered again. */
async function heal(epoch) {
  if (field.epoch !== undefined && epoch !== field.epoch) {
    await learn([...field.ops.values()].map((op) => ({ ...op, state: "local", seq: null })));
    for (const photo of field.photos.values()) {
      if (photo.state !== "kept") continue;
      await shelf.markPhoto(photo.sha256, { state: "local" });
      photo.state = "local";
    }
    again = true;
  }
  field.epoch = epoch;
}

async function exchange() {
  const asked = queue();
  const ops = asked.length ? await shelf.claim(asked.map((op) => op.id)) : [];
  ops.forEach((op) => field.ops.set(op.id, op));
  if (ops.length < asked.length) await reread();
  const { visit } = field.pack;
  const request = { device: field.device, since: field.since, epoch: field.epoch ?? null, visits: visit ? [visit] : [], have: unproven() };
  request.ops = ops.map((op) => Object.fromEntries(WIRE.map((name) => [name, op[name]])));
  const answer = await post(request, field.pack.me.id);
  await takeOutcomes(answer.outcomes);
  await takeKept(answer.kept);
  if (visit) await takeNews(answer);
  field.since = answer.seq;
  await heal(answer.epoch);
  field.net.note = answer.gone.includes(visit) ? "gone" : "";
  refold();
  if (ops.length || answer.news.length) tabs.tell();
  if (answer.more || (ops.length && queue().length)) await exchange();
}

async function round() {
  const before = field.model ? open().local.size : 0;
  net({ state: before ? "sending" : field.net.state, total: before, note: "" });
  await exchange();
  for (const photo of uploads.waiting()) {
    if (!(await uploads.send(photo)) && photo.state === "local") throw new Stop(navigator.onLine ? "idle" : "offline");
    await exchange();
  }
  const proven = clock.now();
  await shelf.setMark("proven", proven);
  net({ state: "idle", total: 0, proven });
  tabs.tell();
}

export async function sync() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    await tabs.alone("audit-sync", async () => {
      do { again = false; await round(); } while (again);
    });
  } catch (problem) {
    if (!(problem instanceof Stop)) console.warn("sync", problem);
    net({ state: problem.state ?? "idle", note: problem.note ?? "", total: 0 });
  } finally {
    busy = false;
  }
}

/** Something was kept: send it in a moment, and what may still be taken back when its time is over. */
export function syncSoon(delay = 400) {
  clearTimeout(soon);
  soon = setTimeout(() => {
    sync();
    const later = [...field.ops.values()].filter((op) => op.state === "local" && op.not_before > Date.now()).map((op) => op.not_before);
    if (later.length) syncSoon(Math.min(...later) - Date.now() + 50);
  }, delay);
}

export function listen() {
  Object.assign(field, { since: field.pack.seq ?? 0, epoch: field.pack.epoch });
  addEventListener("online", () => sync());
  addEventListener("offline", () => net({ state: "offline" }));
  addEventListener("focus", () => sync());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sync());
  document.addEventListener("click", (event) => event.target.closest("[data-act=send-now]") && sync());
  setInterval(sync, EVERY);
  if (!navigator.onLine) net({ state: "offline" });
  sync();
}
