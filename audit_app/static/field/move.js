// A photo to another clause, or used at one more. Before it stands in what was raised a moved photo takes the next number there, afterwards it keeps its own;
// a use never changes home or number.
import { $, $$, clone, list, say, show, slot } from "./dom.js";
import { alsoAt } from "./fold.js";
import { evidenceOf } from "./form_state.js";
import { nextPhotoNumber } from "./photo.js";
import { enterTakesFirst, narrow } from "./pick.js";
import { act, bases, field, may, refOf, takeBack } from "./state.js";
import { nextTodo } from "./tree.js";
import { SECONDS, inSight, offerUndo } from "./undo.js";
import { t } from "./words.js";

const dialog = () => document.getElementById("d-photo");
const offered = () => $("ul", slot("to-suggested"));
const rows = () => $$("[data-to]", dialog());
const photoHere = () => field.model.photos.get(dialog().dataset.photo);
const labelOf = (ref) => refOf(ref)?.label ?? t("待归类");
const isMove = () => $("[name=to]:checked", dialog()).value === "move";
const numberAt = (id, ref) => (evidenceOf(id) ? null : nextPhotoNumber(ref));

const filing = (photo, ref) => ({ kind: "photo.file", subject: photo.id, base: { ref: bases(photo.heads) }, body: { ref, number: numberAt(photo.id, ref) } });
const using = (photo, ref, used) => ({ kind: "photo.use", subject: photo.id, base: { [`also.${ref}`]: bases(photo.also?.[ref]) }, body: { ref, used } });

/** The picture itself on the open place: its dialog was opened from there. */
export const shotOf = (id) => inSight($$(`[data-photo="${id}"] [data-act=view]`));

async function done(words, drafts) {
  const { id } = photoHere() ?? {};
  dialog().close();
  const ops = await act(() => { const photo = field.model.photos.get(id); return photo ? drafts(photo) : []; }, { wait: SECONDS * 1000 });
  if (ops.length) offerUndo(words, () => takeBack(ops), () => shotOf(id));
}

const choose = (ref) => (isMove()
  ? done(t("已移到 %(label)s", { label: labelOf(ref) }), (photo) => (photo.ref === ref ? [] : [filing(photo, ref)]))
  : done(t("已另用于 %(label)s", { label: labelOf(ref) }), (photo) => (photo.ref === ref || alsoAt(photo).includes(ref) ? [] : [using(photo, ref, true)])));

/** Away from one of its clauses; from its own one it goes home to the next. */
const drop = (ref) => done(t("已从 %(label)s 去掉", { label: labelOf(ref) }), (photo) => {
  const [first] = alsoAt(photo);
  return photo.ref === ref ? [filing(photo, first), using(photo, first, false)] : [using(photo, ref, false)];
});

/** What a tap on the first clause found would do. */
function paintNote(photo) {
  const ref = rows().find((row) => !row.hidden)?.dataset.to;
  const number = ref && isMove() && photo.ref !== ref && numberAt(photo.id, ref);
  const words = isMove() ? (number ? t("点一下就移过去，编号改为 %(number)s", { number }) : t("点一下就移过去，编号不变")) : t("点一下就另用于这一条，编号和原来的条款不变");
  say(slot("to-note"), ref ? words : "");
}

/** Where a photo that has no clause yet most likely belongs: the clause written at last, and the one that comes next. */
function suggested() {
  const last = [...field.ops.values()].filter((op) => op.visit === field.pack.visit && refOf(op.body.ref)).map((op) => op.body.ref).at(-1);
  return [...new Set([last, nextTodo(last)])].filter(Boolean);
}

function paintSuggested(photo) {
  const refs = photo.ref ? [] : suggested();
  show(slot("to-suggested"), refs.length);
  list(offered(), refs, (ref) => ref, () => clone("t-suggested"), (item, ref) => {
    say($("b", item), labelOf(ref));
    $("button", item).onclick = () => kept(choose(ref));
  });
}

function filter() {
  narrow(rows(), slot("to-search").value, slot("to-none"));
  const photo = photoHere();
  if (photo) paintNote(photo);
}

/** The right side of the dialog: where else the photo stands, and the clauses it may go to. */
export function paintMove(photo) {
  const also = alsoAt(photo);
  const places = also.length && photo.ref ? [photo.ref, ...also] : [];
  show(slot("uses"), places.length);
  list($("ul", slot("uses")), places, (ref) => ref, () => clone("t-use"), (row, ref) => {
    say($("span", row), ref === photo.ref ? t("%(label)s（编号在这里）", { label: labelOf(ref) }) : labelOf(ref));
    show($("button", row), may("photo.use"));
    $("button", row).onclick = () => kept(drop(ref));
  });
  show(slot("to-clause-of"), may("photo.file"));
  const counts = new Map();
  for (const { ref } of field.model.photos.values()) counts.set(ref, (counts.get(ref) ?? 0) + 1);
  rows().forEach((row) => say($(".count", row), counts.get(row.dataset.to) ? t("%(n)s 张", { n: counts.get(row.dataset.to) }) : ""));
  slot("to-search").value = "";
  paintSuggested(photo);
  filter();
}

const kept = (promise) => promise.catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));

export function listen() {
  slot("to-search").addEventListener("input", filter);
  enterTakesFirst(slot("to-search"), rows);
  dialog().addEventListener("change", (event) => event.target.name === "to" && filter());
  dialog().addEventListener("click", (event) => {
    const ref = event.target.closest("[data-to]")?.dataset.to;
    if (ref) kept(choose(ref));
  });
}
