// What the server did not take, with its ways out: kept as a file, given to the office, deleted. Of other things the sentence says what to do.
import { $, clone, list, say, show, slot } from "./dom.js";
import { moment } from "./clock.js";
import { copy } from "./copying.js";
import { fullWords } from "./history.js";
import { itemOf } from "./items.js";
import { WRITTEN, owed, stands, whyNot } from "./refusals.js";
import { act, field, learn, refold } from "./state.js";
import { handOut, save } from "./whole.js";
import { t } from "./words.js";

export const addOf = (photo) => [...field.ops.values()].find((op) => op.kind === "photo.add" && op.body.sha256 === photo.sha256);
export const gone = (op) => op && [...field.ops.values()].some((one) => one.kind === "photo.withdraw" && one.state !== "refused" && one.subject === op.subject);

const distinct = (all, valueOf, between) => [...new Set(all.map(valueOf).filter(Boolean))].join(between);
const SAID = new Set(["nonconformity.confirm", "judgement.set"]);
/** What was to be set, in words, and a person's own words in full: this may be the only place where they still stand. */
function wordsIn(op) {
  const own = WRITTEN.map((name) => op.body[name]).filter((one) => typeof one === "string" && one.trim());
  const more = op.kind === "nonconformity.set" && Object.keys(op.body).some((name) => name !== "visit" && !WRITTEN.includes(name));
  return SAID.has(op.kind) || more ? fullWords(op) : own.join("\n");
}
/** The same of several ops on one item. */
export const wordsOfAll = (ops) => distinct(ops, wordsIn, "\n");

/** One row for each item that did not get there: as many as are counted everywhere else. */
function refusals() {
  const refused = [...field.ops.values()].filter(stands);
  const ops = [...new Set(refused.map(itemOf))].map((key) => [key, refused.filter((op) => itemOf(op) === key)])
    .map(([key, all]) => ({ key, name: distinct(all, (op) => op.name, t("、")), why: distinct(all, (op) => whyNot(op), " "), words: wordsOfAll(all), all }));
  const photos = [...field.photos.values()].filter((photo) => photo.state === "failed" && photo.author === field.pack.me.id && !gone(addOf(photo)))
    .map((photo) => ({ key: photo.sha256, name: photo.name || t("照片"), why: photo.problem, photo, op: addOf(photo) }));
  return [...ops, ...photos];
}

const kept = (promise) => promise.catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));
const remove = ({ op }) => act([{ kind: "photo.withdraw", subject: op.subject, body: { visit: op.visit, reason: "" } }]);
const outside = ({ photo }) => handOut(photo).then((done) => {
  if (done) paintRefused();
  else say(slot("no-share"), t("这台平板不能直接交出文件，请用「另存为」存好，再用 U 盘交给办公室。"));
  show(slot("no-share"), !done);
});

/** A refused file with its ways out; of other things the sentence says what to do. */
function paintRow(item, { name, why, photo, op, words, all }) {
  say($("b", item), name);
  const place = op && [op.name, t("%(time)s 加入", { time: moment(op.at) })].filter(Boolean).join(" · ");
  const left = photo?.outside && t("%(time)s 已交到本机外 · 摘要 %(digest)s", { time: moment(photo.outside), digest: photo.sha256.slice(0, 16) });
  say($(".sm", item), [place, left].filter(Boolean).join(" · "));
  say($(".why-not", item), why ?? "");
  say($(".quote", item), words ?? "");
  for (const part of [".quote", "[data-act=copy-words]"]) show($(part, item), words);
  show($(".ways.words", item), all);
  show($("[data-act=row-seen]", item), !all?.some(owed));
  $("[data-act=row-seen]", item).onclick = () => kept(learn(all.map((one) => ({ ...one, seen: true }))).then(refold));
  const button = $("[data-act=copy-words]", item);
  button.onclick = () => copy(words, button);
  show($(".ways.files", item), photo);
  if (!photo) return;
  const ways = { "save-file": () => save({ sha256: photo.sha256, number: photo.name }), outside: () => outside({ photo }), "remove-file": () => remove({ op }) };
  for (const [name_, work] of Object.entries(ways)) $(`[data-act=${name_}]`, item).onclick = () => kept(work());
  show($("[data-act=remove-file]", item), op);
}

export function paintRefused() {
  const refused = refusals();
  show(slot("refused"), refused.length);
  say(slot("refused-title"), t("服务器没有收 %(n)s 项", { n: refused.length }));
  list(slot("refused-rows"), refused, (one) => one.key, () => clone("t-refused-file"), paintRow);
  show(slot("ways-note"), refused.some((one) => one.photo));
}
