// The cover, the list of nonconformities, and the words in the top bar of each place.
import { $, $$, attr, clone, list, say, show, slot } from "./dom.js";
import { paintFormLink } from "./clause.js";
import { ended } from "./closing.js";
import { paintClosingRow } from "./closing_page.js";
import { tally } from "./counted.js";
import { credit, creditWords, ownerOf } from "./owners.js";
import { paintRecalled } from "./recall.js";
import { link } from "./router.js";
import { field, may, refOf } from "./state.js";
import { nextTodo } from "./tree.js";
import { paintDeleted } from "./withdrawal.js";
import { t } from "./words.js";

/** What comes next in the checklist; nothing once the work on site is over. */
function nextSaid(next) {
  if (ended()) return "";
  if (next) return t("接着审 %(label)s", { label: refOf(next).label });
  return t(field.pack.kind === "audit" ? "都已判定，接下来核对不符合项" : "都已判定，接下来填写结论");
}

export function paintCover() {
  const { refs } = field.pack;
  const all = refs.map((one) => one.ref);
  const next = nextTodo();
  attr(slot("to-checklist"), "href", link(`c/${next ?? all[0]}`));
  say(slot("cover-next"), nextSaid(next));
  show(slot("to-conclusion"), !next && !ended());
  say(slot("cover-judged"), `${tally(all).judged} / ${all.length}`);
  say(slot("cover-forms"), field.model.nonconformities.size);
  say(slot("cover-photos"), field.model.photos.size);
  $$("[data-owner]").forEach((count) => {
    const known = credit(count.dataset.owner);
    say(count, known.own ? t("已审 %(done)s / %(all)s", { done: known.done, all: known.own }) : "");
    say(slot("credit", count.parentElement), creditWords(known));
    const first = nextTodo(null, count.dataset.owner) ?? all.find((ref) => ownerOf(ref) === count.dataset.owner) ?? next ?? all[0];
    attr(count.closest("a"), "href", link(`c/${first}`));
  });
  paintClosingRow();
  show($("[data-place=cover] [data-act=camera]").parentElement, may("photo.add"));
  show(slot("not-secure"), !window.isSecureContext);
}

export function paintList() {
  const forms = [...field.model.nonconformities.values()].sort((a, b) => (a.number < b.number ? -1 : 1));
  list(slot("forms"), forms, (one) => one.id, () => clone("t-form"), (item, one) => paintFormLink(item.firstElementChild, one));
  show(slot("no-forms"), !forms.length);
  paintDeleted();
  paintRecalled();
  show($("[data-act=new-form]"), may("nonconformity.draft"));
}

/** Back link, heading and title of a place. */
export function paintTop(place, form) {
  const { pack } = field;
  const cover = { href: link(""), label: t("概况"), words: pack.client.name, detail: pack.type_label };
  const tops = {
    cover: { ...cover, href: "/field", label: t("今日") },
    clause: cover, list: cover, photos: cover, close: cover,
    form: form
      ? { href: link(`c/${form.clauses[0]}`), label: refOf(form.clauses[0])?.number ?? t("条款"), words: t("不符合项 %(number)s", form), detail: pack.client.name }
      : cover,
  };
  const top = tops[place.name];
  attr(slot("back"), "href", top.href);
  attr(slot("back"), "aria-label", t("返回 %(label)s", { label: top.label }));
  say(slot("back-label"), top.label);
  say(slot("who"), top.words);
  say(slot("who-detail"), top.detail);
  const names = { clause: refOf(place.ref)?.label, list: t("不符合项"), photos: t("照片"), close: t("收尾检查"), form: top.words };
  document.title = [names[place.name] ?? pack.client.name, t("贯标审核")].join(" · ");
  if (place.name !== "form") show(slot("form-saved"), false);
}
