// What others deleted of one's own work: said on the page that is open, whatever page it is, then behind the pill until it is ticked off.
import { $, clone, list, say, show, slot } from "./dom.js";
import * as localStore from "./local_store.js";
import { emit, field } from "./state.js";
import { t } from "./words.js";

const MOST = 500;
const key = () => `taken:${field.pack.me.id}`;
let marks = { told: [], seen: [] };

/** What was told and ticked off on this tablet: read before the first page is painted. */
export async function begin() {
  marks = (await localStore.mark(key())) ?? marks;
}

async function note(name, ops) {
  const fresh = ops.filter((op) => !marks[name].includes(op));
  if (!fresh.length) return undefined;
  marks = { ...marks, [name]: [...marks[name], ...fresh].slice(-MOST) };
  return localStore.setMark(key(), marks).catch((problem) => console.warn("mark", problem));
}

export const isSeen = (op) => marks.seen.includes(op);
/** The row goes once this is kept: a page loaded anew right after the tap does not say it again. */
export async function tick(op) {
  await note("seen", [op]);
  emit();
}

const DETAILS = {
  sample: (one) => t("抽取 %(drawn)s，总体 %(population)s", one), interview: (one) => [one.department, one.post].filter(Boolean).join(" · "),
  photo: (one) => one.label || one.number,
};
const SENTENCES = { sample: "%(name)s 删除了您的抽样：%(what)s", interview: "%(name)s 删除了您的面谈：%(what)s", photo: "%(name)s 删除了您的照片：%(what)s" };

function wordsOf(one) {
  if (one.kind === "nonconformity") return t("%(name)s 删除了草稿 %(number)s，您写的内容还在，可以恢复", { name: one.author_name, number: one.number });
  return t(SENTENCES[one.kind], { name: one.author_name, what: [one.place, DETAILS[one.kind](one)].filter(Boolean).join(" · ") });
}

const WAYS = { nonconformity: () => "/nc", photo: ({ ref }) => (ref ? `/c/${ref}` : "/photos"), sample: ({ ref }) => `/c/${ref}`, interview: ({ ref }) => `/c/${ref}` };

/** Rows {key, op, words, href, seen}, as the server told them. Drafts of the open visit are known here sooner: `withdrawal.js` says them. */
export const takenRows = () => (field.taken ?? [])
  .filter((one) => !isSeen(one.op) && !(field.model && one.kind === "nonconformity" && one.visit === field.pack.visit))
  .map((one) => ({ key: `taken:${one.op}`, op: one.op, words: wordsOf(one), href: one.url + WAYS[one.kind](one), seen: () => tick(one.op) }));

/** Over everything, once: what happened while the tablet was away is said when its page opens. */
export function tellOnce(rows) {
  const fresh = rows.filter(({ op }) => !marks.told.includes(op));
  if (!fresh.length || document.visibilityState !== "visible") return;
  note("told", fresh.map(({ op }) => op));
  dispatchEvent(new CustomEvent("trouble", { detail: fresh.map(({ words }) => words).join(t("；")) }));
}

/** The strip of pages without a visit. */
export function paintTaken() {
  const box = slot("taken");
  const rows = takenRows();
  show(box, rows.length);
  list($("ul", box), rows, (row) => row.key, () => clone("t-reason"), (item, row) => {
    const anchor = $("a", item);
    anchor.href = row.href;
    say(anchor, row.words);
    show($("span", item), false);
    $("button", item).onclick = row.seen;
  });
}
