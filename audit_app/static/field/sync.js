// Sending: ops in one request, photos after them, again on every sign of a network. 已存服务器 rests on the answer alone.
import * as clock from "./clock.js";
import * as heal from "./heal.js";
import * as hearing from "./hearing.js";
import { endSettled, putOff, somePutOff, takeGone, takeHeld } from "./held_acts.js";
import { beginRound, endRound, open } from "./items.js";
import * as seen from "./seen.js";
import * as localStore from "./local_store.js";
import { emit, field, hear, learn, refold, reread } from "./state.js";
import * as tabs from "./tabs.js";
import * as uploads from "./uploads.js";
import { BATCH, Stop, batch, post } from "./wire.js";
import { settle } from "./witness.js";

const WIRE = ["id", "kind", "v", "subject", "base", "body", "device"];
let busy = false;
let again = false;

function net(changes) {
  Object.assign(field.net, changes);
  emit();
}

// a clock that was set back must not hold anything for longer than any wait lasts
const rested = (op) => op.not_before <= Date.now() || op.not_before > Date.now() + 60_000;
const queue = () => batch([...field.ops.values()].filter((op) => op.state === "local" && rested(op)).sort((a, b) => (a.id < b.id ? -1 : 1)));
/** Photos of mine that are not proven on the server, and those whose picture it has not judged. */
const unproven = () => [...new Set([...[...field.photos.values()].filter((photo) => photo.state === "local"), ...field.lost.filter((one) => one.sha256), ...seen.unseen()]
  .map((one) => one.sha256))].slice(0, BATCH);

async function takeOutcomes(outcomes) {
  const answered = outcomes.filter((one) => field.ops.has(one.id))
    .map((one) => ({ ...field.ops.get(one.id), state: one.outcome, seq: one.seq, sentence: one.sentence, why: one.why }));
  await learn(answered);
}

async function takeKept(list) {
  settle((one) => list.some(({ sha256 }) => sha256 === one.sha256));
  for (const one of list) {
    const { sha256, size } = one;
    const photo = field.photos.get(sha256);
    if (!photo) field.arrived.add(sha256);
    if (photo?.state === "local" && photo.size === size) await uploads.kept(photo);
    await seen.take(one);
  }
}

// what the pack says itself, and no op folded upon it can
const CORRECTED = /^(audit|spot_check)\.|^client\.correct$/;
let outdated = false;

/** Corrections of the audit or its company were heard: the pack is asked for again, and again until it has come. */
async function follow(answer) {
  outdated ||= [...answer.news, ...answer.outcomes.map(({ id }) => field.ops.get(id))].some((op) => CORRECTED.test(op?.kind ?? ""));
  if (!outdated || answer.more) return;
  await heal.renewPage().then(() => { outdated = false; }).catch((problem) => console.warn("pack not renewed", problem));
}

async function takeNews(answer) {
  const fresh = answer.news.map((op) => ({ ...op, visit: field.pack.visit, author: op.actor, author_name: op.actor_name, state: "done" }));
  await localStore.keepNews(fresh);
  fresh.forEach((op) => hear(op.id));
  const known = new Set(field.news.map((op) => op.id));
  field.news.push(...fresh.filter((op) => !known.has(op.id)));
  if (Object.keys(answer.numbers).length) {
    Object.assign(field.numbers, answer.numbers);
    await localStore.setMark(`numbers:${field.pack.visit}`, field.numbers);
  }
  await takeHeld(answer.held);
}

/** What became of ops that were held, or that this tablet has lost. */
async function takeTold(told) {
  await takeOutcomes(told.filter((one) => field.ops.get(one.id)?.state === "held" && one.outcome !== "held"));
  settle((one) => !one.sha256 && told.some(({ id }) => id === one.id));
}

const wondered = () => [...[...field.ops.values()].filter((op) => op.state === "held"), ...field.lost].map((one) => one.id).slice(0, BATCH);

async function exchange() {
  const [asked, listeners] = [queue(), hearing.listeners()];
  const ops = asked.length ? await localStore.claim(asked.map((op) => op.id)) : [];
  ops.forEach((op) => field.ops.set(op.id, op));
  if (ops.length < asked.length) await reread();
  const { visit } = field.pack;
  const request = { device: field.device, since: field.since, ...(await heal.question()), visits: visit ? [visit] : [], have: unproven(), ask: wondered() };
  request.ops = ops.map((op) => Object.fromEntries(WIRE.map((name) => [name, op[name]])));
  const answer = await post(request, field.pack.me.id);
  if (field.net.state === "offline" || field.net.note) Object.assign(field.net, { state: "sending", note: "" });
  const back = await heal.compare(answer);
  await takeOutcomes(answer.outcomes);
  putOff(answer.later ?? []);
  await takeTold(answer.told);
  await takeKept(answer.kept);
  if (visit) await takeNews(answer);
  field.since = answer.seq;
  field.taken = answer.taken ?? field.taken;
  field.net.note = (await takeGone(answer.gone)) || (somePutOff() ? "server" : "");
  refold();
  if (field.model) await endSettled();
  if (field.model) await follow(answer);
  if (back || ops.length || answer.news.length) tabs.tell();
  if (back || answer.more || (ops.length && queue().length)) await exchange();
}

async function round() {
  beginRound();
  // what was wrong stands until something comes through: a try is no success
  net({ state: open().local.size && field.net.state !== "offline" && !field.net.note ? "sending" : field.net.state });
  await exchange();
  for (const photo of uploads.waiting()) {
    await uploads.send(photo);
    await exchange(); // says whether the photo is there, and what is wrong where nothing comes through
  }
  const proven = clock.now();
  await localStore.setMark("proven", proven);
  net({ state: "idle", proven, heard: true });
  tabs.tell();
  return !uploads.waiting().length && !somePutOff();
}

/** Send what may be sent and hear what is new; false when it did not come through and has to be tried again. */
export async function sync() {
  if (busy) { again = true; return null; }
  busy = true;
  try {
    return await tabs.alone("audit-sync", async () => {
      let whole;
      do { again = false; whole = await round(); } while (again);
      return whole;
    });
  } catch (problem) {
    if (!(problem instanceof Stop)) console.warn("sync", problem);
    net({ state: problem.state ?? "idle", note: problem.note ?? "" });
    return false;
  } finally {
    busy = false;
    endRound();
    hearing.answered();
  }
}

/** Sends and asks at once; resolves when the answer is there, or when none came within `limit` milliseconds. */
export const heard = (limit) => Promise.all([hearing.wait(limit), void sync()]);

export function listen() {
  field.since = field.pack.seq ?? 0;
  addEventListener("offline", () => net({ state: "offline" }));
  if (!navigator.onLine) net({ state: "offline" });
}
