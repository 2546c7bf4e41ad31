// The right side of the nonconformity form: evidence to choose from, the confirmation, and where the draft is kept.
import { told } from "./claims.js";
import { $, attr, clone, draw, list, say, show, slot } from "./dom.js";
import { hour } from "./clock.js";
import { nameOf, photosOf, picture } from "./evidence.js";
import { editable } from "./form_state.js";
import { heldConfirm } from "./held_acts.js";
import { open } from "./items.js";
import { keptOps, keptWhy, keptWord } from "./kept_back.js";
import { stands } from "./refusals.js";
import { field } from "./state.js";
import { t } from "./words.js";

/** How many are chosen, of how many while it can still be changed. */
const said = (one, n, all) => (editable(one) ? (all ? t("已选 %(n)s / %(all)s", { n, all }) : "") : n ? t("%(n)s 张", { n }) : t("没有照片"));

export function paintEvidence(one) {
  const chosen = field.model.photos;
  const others = one.photos.filter((id) => chosen.has(id)).map((id) => chosen.get(id));
  const photos = [...new Set([...photosOf(one.clauses), ...others])];
  const offered = editable(one) ? photos : others;
  say(slot("n-chosen"), said(one, others.length, photos.length));
  say(slot("shoot"), t(photos.length ? "再拍一张" : "拍一张"));
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
  const waits = !done && heldConfirm(one.id);
  draw($("[data-slot=sign] svg"), done ? "ok" : waits ? "hold" : "todo", done ? "c-ok" : waits ? "c-minor" : "c-todo");
  if (waits) {
    say(slot("sign-state"), t("%(name)s %(time)s 的确认：%(word)s", { name: waits.body.name, time: told(waits.at, hour), word: keptWord(waits) }));
    say(slot("sign-who"), `${t("不算已确认。")}${keptWhy(waits)}`);
    return;
  }
  say(slot("sign-state"), done ? t("已确认 %(name)s %(post)s %(time)s", { name: one.confirmed_by, post: one.confirmed_post, time: told(one.confirmed_at, hour) }) : t("等待确认"));
  say(slot("sign-who"), done ? t("输入姓名确认") : slot("sign-who").dataset.who);
  if (one.recall) say(slot("sign-who"), t("%(name)s %(time)s 撤回，等待放行，放行以前仍算数：%(reason)s", { name: one.recall.author_name, time: told(one.recall.at, hour), reason: one.recall.reason }));
}

export function paintSaved(one) {
  const saved = slot("form-saved");
  show(saved, true);
  const here = open().local.has(`nonconformity:${one.id}`);
  const refused = [...field.ops.values()].filter((op) => op.subject === one.id && stands(op)).length;
  if (refused) {
    draw($("svg", saved), "warn", "c-major", "i i-s");
    say($("span", saved), t("%(n)s 处没有存到服务器", { n: refused }));
    return;
  }
  const held = here ? null : keptOps().find((op) => op.subject === one.id);
  draw($("svg", saved), here ? "local" : held ? "hold" : "cloud", held ? "c-minor" : "", "i i-s");
  if (held) { say($("span", saved), keptWord(held)); return; }
  const time = Object.values(one.heads).flat().map((head) => head.at).sort().at(-1) ?? one.at;
  const words = here ? (one.state === "draft" ? "草稿已存本机" : "已存本机") : "已存服务器";
  say($("span", saved), `${t(words)} ${told(time, hour)}`);
}
