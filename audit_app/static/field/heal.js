// Whether the server is still the one that answered before: the tablet keeps the epoch and the end of the log that it last heard. A server that was restored or
// rolled back does not know them, and is given again everything that this tablet holds, acts included.
import { readOthers } from "./others.js";
import * as packs from "./packs.js";
import * as seen from "./seen.js";
import * as localStore from "./local_store.js";
import { field, learn, renew } from "./state.js";

/** What is asked with each request: does the server know this place of its log? */
export async function question() {
  const heard = await localStore.mark("heard");
  return heard ? { epoch: heard.epoch, head: { seq: heard.seq, chain: heard.chain } } : { epoch: null, head: null };
}

/** Before anything of an answer is believed: true when the server has gone back and everything is offered again. */
export async function compare(answer) {
  const gone = answer.same === false;
  if (gone) {
    await offerAll();
    await renewPage();
    field.since = 0;
  }
  await localStore.setMark("heard", { epoch: answer.epoch, seq: answer.head_seq, chain: answer.head });
  return gone;
}

/** What was acknowledged, and what a server refused that had gone back too far: it knew nothing of the audit, the next one may. */
const offered = (op) => ["done", "held"].includes(op.state) || (op.state === "refused" && (op.offered || op.why === "absent"));

/** Ops of every person whose work lies here (each is sent when its author is signed in), and the pictures. News are asked for anew. */
async function offerAll() {
  console.warn("the server went back; everything here is offered again");
  const ops = (await localStore.ops()).filter(offered).map((op) => ({ ...op, state: "local", seq: null, offered: true }));
  await localStore.keepOps(ops);
  const mine = ops.filter((op) => op.author === field.pack.me.id);
  await learn(mine);
  for (const photo of await localStore.photoList()) {
    if (photo.state !== "kept") continue;
    await localStore.markPhoto(photo.sha256, { state: "local" });
    if (field.photos.has(photo.sha256)) field.photos.get(photo.sha256).state = "local";
  }
  await localStore.dropNews();
  field.news = [];
  field.arrived.clear();
  await seen.forget();
  await readOthers();
}

/** The page's pack tells of what is not so any more: the one that the server has now is taken in its place, and what its page shows of it. */
export async function renewPage() {
  const url = packs.packOf(location.pathname);
  const page = await packs.ask(url);
  await packs.keep(url, page);
  if (field.model) dispatchEvent(new CustomEvent("renewed", { detail: page }));
  else renew(page.pack);
}
