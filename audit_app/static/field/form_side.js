// The right side of the nonconformity form: evidence to choose from, the confirmation, and where the draft is kept.
import { $, attr, clone, draw, list, say, show, slot } from "./dom.js";
import { hour } from "./clock.js";
import { nameOf, photosOf, picture } from "./evidence.js";
import { editable } from "./form_state.js";
import { open } from "./items.js";
import { field } from "./state.js";
import { t } from "./words.js";

export function paintEvidence(one) {
  const chosen = field.model.photos;
  const others = one.photos.filter((id) => chosen.has(id)).map((id) => chosen.get(id));
  const photos = [...new Set([...photosOf(one.clauses), ...others])];
  const offered = editable(one) ? photos : others;
  say(slot("n-chosen"), t("已选 %(n)s / %(all)s", { n: others.length, all: photos.length }));
  list(slot("evidence"), offered, (photo) => photo.id, () => clone("t-choice"), (label, photo) => {
    const input = $("input", label);
    attr(input, "value", photo.id);
    attr(input, "aria-label", t("选用 %(name)s", { name: nameOf(photo) }));
    input.checked = one.photos.includes(photo.id);
    input.disabled = !editable(one);
    say($(".cap", label), nameOf(photo));
    picture($("img", label), photo);
  });
  show($("[data-slot=evidence] [data-act=camera]"), editable(one));
}

export function paintSign(one) {
  const done = one.state !== "draft" && one.state !== "raised";
  draw($("[data-slot=sign] svg"), done ? "ok" : "todo", done ? "c-ok" : "c-todo");
  say(slot("sign-state"), done ? t("已确认 %(name)s %(post)s %(time)s", { name: one.confirmed_by, post: one.confirmed_post, time: hour(one.confirmed_at) }) : t("等待确认"));
  say(slot("sign-who"), done ? t("输入姓名确认") : t("管理者代表，或其指定的人"));
}

export function paintSaved(one) {
  const saved = slot("form-saved");
  show(saved, true);
  const here = open().local.has(`nonconformity:${one.id}`);
  draw($("svg", saved), here ? "local" : "cloud", "", "i i-s");
  const time = Object.values(one.heads).flat().map((head) => head.at).sort().at(-1) ?? one.at;
  const words = here ? (one.state === "draft" ? "草稿已存本机" : "已存本机") : "已存服务器";
  say($("span", saved), `${t(words)} ${hour(time)}`);
}
