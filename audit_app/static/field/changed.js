// The company confirmed other words than those that stand now: both side by side, what counts, and the way to a new confirmation.
import { told } from "./claims.js";
import { $, el, icon, say, show, slot } from "./dom.js";
import { dateWords, hour } from "./clock.js";
import { changedOf, readOf, sameOf } from "./form_state.js";
import { FIELD_WORDS } from "./history.js";
import { heldConfirm } from "./held_acts.js";
import { endedBy, keptWord } from "./kept_back.js";
import { look } from "./look.js";
import { WORD_NAMES as NAMES } from "./refusals.js";
import { field, refOf } from "./state.js";
import { differing } from "./versions.js";
import { t } from "./words.js";

const root = () => $("[data-place=form]");
let editing = null;

const photoName = (id) => {
  const photo = field.model.photos.get(id) ?? field.model.gonePhotos.get(id);
  return photo ? photo.label || photo.number : t("一张照片");
};

/** Which photos went and which came, by name. */
function photoWords(read, now) {
  const [gone, come] = [read.filter((id) => !now.includes(id)), now.filter((id) => !read.includes(id))].map((ids) => ids.map(photoName).join(t("、")));
  return [gone && t("去掉了 %(names)s", { names: gone }), come && t("加上了 %(names)s", { names: come }), t("现在是 %(n)s 张，以现在的为准", { n: now.length })].filter(Boolean).join(t("；"));
}

const words = (name, value) => {
  if (name === "due_on") return dateWords(value);
  if (name === "department" && !value) return t("未写");
  return name === "fact" ? value : FIELD_WORDS[name](value).replace(/^[^：:]*[：:]/, "").trim();
};

/** Who wrote the words of a field that stand now, and when. */
const writerOf = (one, name) => (one.heads[name] ?? []).reduce((last, head) => (last && last.at > head.at ? last : head), null);

function marked(text, other) {
  const [before, middle, after] = differing(text, other);
  const line = el("p", "said");
  line.append(before, ...(middle ? [el("mark", "", middle)] : []), after);
  return line;
}

function card(title, by, text, other, counts) {
  const one = el("section", counts ? "text counts" : "text");
  const head = el("h2", "", title);
  if (counts) {
    const tag = el("span", "tag c-brand");
    tag.append(icon("tick", "i i-s"), t("以这个为准"));
    head.append(tag);
  }
  one.append(head, el("p", "by", by), marked(text, other));
  return one;
}

function row(name, ...parts) {
  const line = el("div");
  const value = el("dd");
  value.append(...parts);
  line.append(el("dt", "", name), value);
  return line;
}

/** The photos that were read and deleted since by somebody else than who asked, and whether this is all that became of the photos. */
function deletedOf(op, now) {
  const away = op.body.read.photos.filter((id) => !now.photos.includes(id));
  const gone = away.map((id) => field.model.gonePhotos.get(id)).filter((photo) => photo?.gone);
  return { gone: gone.filter((photo) => photo.gone.author !== op.author), all: gone.length === away.length && now.photos.every((id) => op.body.read.photos.includes(id)) };
}

function why(one, op, now, differ) {
  const { gone, all } = deletedOf(op, now);
  const changes = differ.filter((name) => name !== "photos" || !all).map((name) => [name, writerOf(one, name)]).filter(([, head]) => head && head.author !== op.author);
  const who = [
    ...changes.map(([name, head]) => t("%(name)s %(time)s 改了%(field)s", { name: head.author_name, time: told(head.at, hour), field: t(NAMES[name]) })),
    ...gone.map((photo) => t("%(name)s %(time)s 删除了照片 %(photo)s", { name: photo.gone.author_name, time: told(photo.gone.at, hour), photo: photoName(photo.id) })),
  ];
  const when = t("%(name)s %(time)s 确认时没有看到。", { name: op.body.name, time: told(op.at, hour) });
  return [...(who.length ? [`${who.join(t("；"))}${t("。")}`] : []), when].join("");
}

function paint(one, op) {
  const [read, now] = [op.body.read, readOf(one)];
  const differ = read ? changedOf(read, now) : [];
  const title = [one.clauses.map((ref) => refOf(ref)?.label ?? ref).join(t("、")), look(one.severity ?? "todo").word, one.department].filter(Boolean).join(" · ");
  say(slot("ch-path"), title);
  say(slot("ch-title"), t(differ.length && !differ.includes("fact") ? "对方确认以后，内容改了" : "对方确认的不是现在的文字"));
  say(slot("ch-why"), read ? why(one, op, now, differ) : t("这次确认没有记下对方看的是哪一版内容。"));
  const writer = writerOf(one, "fact");
  const seen = t("%(time)s %(name)s（%(post)s）确认", { time: told(op.at, hour), name: op.body.name, post: op.body.post });
  const by = writer ? t("%(name)s %(time)s 改，%(who)s没有看过", { name: writer.author_name, time: told(writer.at, hour), who: op.body.name }) : "";
  const cards = differ.includes("fact")
    ? [card(t("%(name)s看过的", { name: op.body.name }), seen, read.fact, now.fact, false), card(t("现在的"), by, now.fact, read.fact, true)]
    : [card(t("事实描述"), read ? t("和%(name)s看过的相同", { name: op.body.name }) : "", now.fact, now.fact, true)];
  slot("ch-texts").replaceChildren(...cards);
  const tag = el("span", "tag c-minor");
  tag.append(icon("hold", "i i-s"), keptWord(op));
  const rest = read ? sameOf(read, now).map((name) => t(NAMES[name])) : [];
  slot("ch-valid").replaceChildren(
    ...differ.filter((name) => name !== "fact").map((name) => row(t(NAMES[name]), name === "photos" ? photoWords(read.photos, now.photos) : t("看过的是 %(read)s，现在是 %(now)s，以现在的为准", { read: words(name, read[name]), now: words(name, now[name]) }))),
    ...(differ.includes("fact") ? [row(t("事实描述"), t("以现在的为准；%(name)s看过的留在历史里", { name: op.body.name }))] : []),
    row(t("%(name)s %(time)s 的确认", { name: op.body.name, time: told(op.at, hour) }), tag, t("，不算已确认")),
    ...(rest.length ? [row(t("其余各栏"), t("%(fields)s，两边相同", { fields: rest.join(t("、")) }))] : []),
  );
}

/** Show it over the form until somebody goes on to change the words first. */
export function paintChanged(one, opened) {
  const op = ["draft", "raised"].includes(one.state) ? heldConfirm(one.id) : null;
  if (opened || !op) editing = null;
  // two versions are settled first, on the form; where the words are those that were read, nothing is to be compared
  const differs = op && endedBy(op) === "company" && (!op.body.read || changedOf(op.body.read, readOf(one)).length > 0);
  const over = Boolean(differs) && editing !== op.id && !one.conflict;
  show(slot("changed"), over);
  slot("changed").dataset.id = one.id;
  show(slot("whole"), !over);
  show($("[data-act=edit-first]"), over);
  if (over) ["form-versions", "problems"].forEach((name) => show(slot(name), false));
  if (over) show($("[data-act=withdraw]", root()), false);
  say($("span", slot("ask")), op ? t("请对方重新确认") : t("请对方确认"));
  if (over) paint(one, op);
}

export function listen(repaint) {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-act=edit-first]")) return;
    editing = heldConfirm(slot("changed").dataset.id)?.id ?? editing;
    repaint();
  });
}
