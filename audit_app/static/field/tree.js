// The list of clauses: states, counts, chapters, filters, search. Rows are the server's; here they are only painted and hidden.
import { $, $$, attr, draw, say, show, slot } from "./dom.js";
import { clashOf } from "./clash.js";
import { found, tally, todo } from "./counted.js";
import { alsoAt } from "./fold.js";
import { clauseState, look } from "./look.js";
import { conflicts } from "./items.js";
import { go, place } from "./router.js";
import { named, squeeze, wordsOf } from "./search.js";
import { field } from "./state.js";
import { t } from "./words.js";

const view = { filter: "all", query: "", others: false, opened: null, two: new Set() };
const rows = () => $$("[data-tree] a[data-ref]");

const mine = (ref) => (field.pack.owners[ref] ?? field.pack.me.id) === field.pack.me.id;
const two = (ref) => view.two.has(`clause:${ref}`);
const problem = (ref) => found(ref) || two(ref) || Boolean(clashOf(ref));

/** First of my clauses that is not judged, looking on from `after`. */
export function nextTodo(after = null, person = null) {
  const refs = field.pack.refs.map((one) => one.ref);
  const turned = after ? [...refs.slice(refs.indexOf(after) + 1), ...refs.slice(0, refs.indexOf(after))] : refs;
  if (person) return turned.find((ref) => todo(ref) && field.pack.owners[ref] === person) ?? null;
  return turned.find((ref) => todo(ref) && mine(ref)) ?? turned.find(todo) ?? null;
}

function paintRow(row) {
  const ref = row.dataset.ref;
  const { symbol, colour, word } = look(clauseState(ref, field.model));
  draw($("svg", row), symbol, colour);
  say(slot("word", row), `${word} `);
  const photos = [...field.model.photos.values()].filter((one) => one.ref === ref || alsoAt(one).includes(ref)).length;
  show(slot("pic", row), photos);
  say(slot("pic", row).lastElementChild, photos);
  show(slot("neq", row), clashOf(ref));
  show(slot("two", row), two(ref));
  const here = place.name === "clause" && place.ref === ref;
  row.classList.toggle("on", here);
  attr(row, "aria-current", here ? "page" : null);
}

function matches(row) {
  const ref = row.dataset.ref;
  if (view.query) {
    return named(row, view.query) || (!view.named && wordsOf(ref).includes(view.query));
  }
  if (view.filter === "todo") return todo(ref) && (view.others || mine(ref));
  return view.filter !== "found" || problem(ref);
}

function paintChapter(tree) {
  const refs = $$("a[data-ref]", tree).map((row) => row.dataset.ref);
  const { judged: done } = tally(refs);
  say(slot("n-chapter", tree), t("已审 %(done)s / %(all)s", { done, all: refs.length }));
  for (const part of [tree, ...$$(".part", tree)]) show(part, $$("a[data-ref]", part).some((row) => !row.hidden));
  const strip = $(`[data-chapter="${CSS.escape(tree.dataset.tree)}"]`);
  attr($("rect", strip), "width", `${refs.length ? Math.round((100 * done) / refs.length) : 0}%`);
}

export function paintTree() {
  const refs = field.pack.refs.map((one) => one.ref);
  view.two = conflicts();
  view.named = rows().some((row) => named(row, view.query));
  rows().forEach((row) => { paintRow(row); show(row, matches(row)); });
  $$("[data-tree]").forEach(paintChapter);
  say(slot("n-all"), refs.length);
  say(slot("n-todo"), refs.filter(todo).length);
  say(slot("n-found"), refs.filter(problem).length);
  const others = refs.filter((ref) => todo(ref) && !mine(ref)).length;
  const button = slot("others");
  show(button, view.filter === "todo" && !view.query && others);
  say($("b", button), others);
  attr(button, "aria-expanded", view.others);
  show(slot("nothing"), !rows().some((row) => !row.hidden) && button.hidden);
  paintFilters();
}

function paintFilters() {
  $$("[data-filter]").forEach((link) => {
    const on = link.dataset.filter === view.filter;
    link.classList.toggle("on", on);
    attr(link, "aria-current", on ? "true" : null);
  });
}

function markChapter(ref) {
  $$("[data-chapter]").forEach((link) => {
    const on = link.dataset.chapter === ref;
    link.classList.toggle("on", on);
    attr(link, "aria-current", on ? "true" : null);
  });
}

/** Bring the open clause and its chapter into sight; only when another clause was opened. */
export function reveal(ref) {
  if (view.opened === ref || !slot("tree").clientHeight) return;
  view.opened = ref;
  const chapter = field.pack.refs.find((one) => one.ref === ref).chapter;
  markChapter(chapter);
  const list = slot("tree");
  const row = $(`[data-ref="${CSS.escape(ref)}"]`, list);
  if (row.hidden) return;
  const top = topOf(row);
  if (top >= list.scrollTop && top + row.offsetHeight <= list.scrollTop + list.clientHeight) return;
  toChapter(chapter);
  if (top + row.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = top - list.clientHeight / 2;
}

const topOf = (element) => element.getBoundingClientRect().top - slot("tree").getBoundingClientRect().top + slot("tree").scrollTop;

function toChapter(ref) {
  const tree = $(`[data-tree="${CSS.escape(ref)}"]`);
  if (tree) slot("tree").scrollTop = topOf(tree);
}

function onTap(event) {
  const chapter = event.target.closest("[data-chapter]");
  const filter = event.target.closest("[data-filter]");
  if (!chapter && !filter && !event.target.closest("[data-slot=others]")) return;
  event.preventDefault();
  if (chapter) Object.assign(view, { filter: "all", query: "" });
  else if (filter) Object.assign(view, { filter: filter.dataset.filter, query: "", others: false });
  else view.others = !view.others;
  slot("search").value = view.query;
  paintTree();
  if (chapter) [markChapter(chapter.dataset.chapter), toChapter(chapter.dataset.chapter)];
  else if (filter) slot("tree").scrollTop = 0;
}

export function listen() {
  $("nav.list").addEventListener("click", onTap);
  slot("search").addEventListener("input", (event) => {
    view.query = squeeze(event.target.value);
    paintTree();
    slot("tree").scrollTop = 0;
  });
  slot("search").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const first = rows().find((row) => !row.hidden);
    if (!first) return;
    Object.assign(view, { query: "", opened: null });
    event.target.value = "";
    paintTree();
    go(`c/${first.dataset.ref}`);
  });
}
