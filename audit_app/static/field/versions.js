// Two versions of one field side by side: who wrote what and when; a tap on one of them settles it. Nobody is interrupted, nothing is lost.
import { told } from "./claims.js";
import { $$, el, icon, show } from "./dom.js";
import { conflict, shown } from "./merge.js";
import { act, bases, field, may, takeBack } from "./state.js";
import { SECONDS, inSight, offerUndo } from "./undo.js";
import { t } from "./words.js";

const leader = () => field.pack.team.find((one) => one.role === "lead");

/** The leader decides between people, everybody between their own two tablets; where nobody leads, each of the team. */
function maySettle(heads, kind) {
  if (!may(kind)) return false;
  const { me } = field.pack;
  return me.role === "lead" || !leader() || heads.every((head) => head.author === me.id);
}

/** The head of a field that this person goes on with: while versions disagree one's own, of this tablet before another's; else the one that is shown. */
export function ownHead(heads) {
  if (!heads?.length) return null;
  const mine = conflict(heads) ? heads.filter((head) => head.author === field.pack.me.id) : [];
  return mine.findLast((head) => field.ops.has(head.op)) ?? mine.at(-1) ?? shown(heads);
}

/** The heads a new value is written upon: where versions disagree the own one alone, whoever writes. Only a tap on a version settles. */
export const upon = (heads) => bases(heads?.length && conflict(heads) ? [ownHead(heads)] : heads);

/** [before, middle, after] of `text`: the middle is where it differs from `other`. */
export function differing(text, other) {
  const [one, two] = [[...text], [...other]];
  let start = 0;
  while (start < Math.min(one.length, two.length) && one[start] === two[start]) start += 1;
  let end = 0;
  while (end < Math.min(one.length, two.length) - start && one.at(-1 - end) === two.at(-1 - end)) end += 1;
  return [one.slice(0, start), one.slice(start, one.length - end), one.slice(one.length - end)].map((part) => part.join(""));
}

function body({ symbol, colour, text }, other) {
  const line = el("span", "txt");
  if (symbol) line.append(icon(symbol, `i ${colour}`));
  const [before, middle, after] = symbol ? [text, "", ""] : differing(text, other);
  line.append(before, ...(middle ? [el("mark", "", middle)] : []), after);
  return line;
}

function card(block, head, allowed) {
  const one = el(allowed ? "button" : "div", "version");
  if (allowed) Object.assign(one, { type: "button" }).dataset.version = head.op;
  const other = block.heads.find((another) => another.op !== head.op && block.words(another.value).text !== block.words(head.value).text);
  one.append(el("span", "small", `${head.author_name} ${told(head.at)}`), body(block.words(head.value), other ? block.words(other.value).text : ""));
  if (block.also?.(head)) one.append(el("span", "small said", block.also(head)));
  if (!allowed) return one;
  const alone = block.heads.every((another) => another.author === head.author);
  one.append(el("span", "use", alone ? t("用这一版") : t("用%(name)s的", { name: head.author_name })));
  one.addEventListener("click", () => settle(block, head).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail }))));
  return one;
}

async function settle(block, head) {
  const ops = await act(() => [block.draft(head.value)], { wait: SECONDS * 1000 });
  offerUndo(t("已采用 %(text)s", { text: block.words(head.value).text.slice(0, 30) }), () => takeBack(ops), () => inSight($$(`[data-version="${head.op}"]`)));
}

function section(block) {
  const allowed = maySettle(block.heads, block.kind);
  const shown = el("section", "two-versions");
  const by = allowed ? "" : t("由组长 %(name)s 决定", { name: leader()?.name });
  const title = el("p", "what");
  title.append(icon("two", "i c-minor"), el("b", "", t("%(what)s有两个版本", { what: block.title })), el("span", "small", by));
  const cards = el("div", "pair");
  cards.append(...block.heads.map((head) => card(block, head, allowed)));
  shown.append(title, cards, el("p", "small", t("未采用的版本留在历史里，记录和照片都保留。")));
  return shown;
}

/** Show the blocks {title, kind, heads, words(value), draft(value), also(head)} whose heads disagree. */
export function paintVersions(box, blocks) {
  const open = blocks.filter((block) => conflict(block.heads));
  show(box, open.length);
  const key = JSON.stringify(open.map((block) => [block.title, block.heads.map((head) => [head.op, block.also?.(head)])]));
  if (box.dataset.key === key) return;
  box.dataset.key = key;
  box.replaceChildren(...open.map(section));
}
