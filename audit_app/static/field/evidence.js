// Photos on the screen: the strip of a clause, the wall of the visit, one photo in full. Taking them is the camera's business.
import { told } from "./claims.js";
import { $, attr, clone, draw, list, say, show, slot } from "./dom.js";
import { alsoAt } from "./fold.js";
import { evidenceOf, standing } from "./form_state.js";
import { awaited, lostHere, open } from "./items.js";
import { look } from "./look.js";
import * as move from "./move.js";
import { pictureUrl } from "./photo.js";
import { act, bases, field, may, refOf, takeBack } from "./state.js";
import { SECONDS, offerUndo } from "./undo.js";
import { letGo, save, showWhole } from "./whole.js";
import { t } from "./words.js";

export const photosOf = (refs) =>
  [...field.model.photos.values()].filter((one) => refs.includes(one.ref) || alsoAt(one).some((ref) => refs.includes(ref))).sort((a, b) => (a.number < b.number ? -1 : 1));
export const nameOf = (photo) => photo.label || photo.number;

/** Kept here, on the server, or failed. */
export function photoState(photo) {
  const { local, failed } = open();
  if (failed.has(`photo:${photo.id}`)) return "failed";
  if (local.has(`photo:${photo.id}`)) return "local";
  if (!awaited(`photo:${photo.id}`)) return "server";
  if (lostHere(photo)) return "lost";
  return field.photos.has(photo.sha256) ? "sending" : "awaited";
}

/** What stands in place of a picture that cannot be shown. */
function instead(photo) {
  if (awaited(`photo:${photo.id}`) && !field.photos.has(photo.sha256)) return look(photoState(photo)).word;
  if (!photo.checked) return t("本机打不开");
  return photo.state === "kept" ? t("联网后可看") : t("打不开");
}

const REMARKS = {
  incomplete: ["不完整", "不完整：有一部分画面缺失"], checksum: ["数据校验不符", "文件的数据校验不符，画面可能有误"],
  endless: ["缺结尾", "文件缺少结尾（结束标记），没有发现画面缺失"],
  altered: ["传输时被改动", "传输时被改动，画面可能有误：请用二进制方式从原处重新复制"],
};
/** What is wrong with the data of a picture that can be seen: the word for a mark, or the sentence; empty where nothing is. */
const flaw = (photo, whole = 0) => (photo.state === "kept" && REMARKS[photo.remark] ? t(REMARKS[photo.remark][whole]) : "");
/** Other photos under the same clause with the same bytes. */
const twins = (photo) => [...field.model.photos.values()].filter((one) => one !== photo && one.sha256 === photo.sha256 && one.ref === photo.ref);
const wordOf = (photo) => [flaw(photo), twins(photo).length ? t("同一张") : ""].filter(Boolean).join(" · ");
function sentencesOf(photo) {
  const numbers = twins(photo).map((one) => one.number).join(t("、"));
  return [flaw(photo, 1), numbers ? t("和 %(numbers)s 是同一张照片", { numbers }) : ""];
}

/** Show the small picture, or say why there is none; never a broken one. */
export async function picture(image, photo) {
  const mark = image.parentElement.querySelector(".mark");
  say(mark, wordOf(photo));
  show(mark, wordOf(photo));
  const url = await pictureUrl(photo);
  const word = image.parentElement.querySelector(".none");
  const without = () => { show(image, false); say(word, instead(photo)); show(word, true); };
  if (!url) return without();
  if (image.getAttribute("src") === url) return null;
  image.onerror = without;
  show(image, true);
  show(word, false);
  image.src = url;
  return null;
}

export function paintShot(figure, photo) {
  const state = photoState(photo);
  const { symbol, word } = look(state);
  const badge = $(".st", figure);
  badge.classList.toggle("up", state === "server");
  draw($("svg", badge), symbol, "", "i i-s");
  say($(".vh", badge), word);
  say($("figcaption", figure), nameOf(photo));
  attr(figure, "data-photo", photo.id);
  attr($("img", figure), "alt", nameOf(photo));
  attr(figure.firstElementChild, "href", photo.screen_url);
  picture($("img", figure), photo);
}

export function paintStrip(root, ref) {
  const photos = photosOf([ref]);
  say(slot("n-photos", root), photos.length ? t("%(n)s 张", { n: photos.length }) : "");
  list(slot("strip", root), photos, (one) => one.id, () => clone("t-shot"), paintShot);
  show($("[data-act=file]", root), may("photo.add"));
}

async function view(photo) {
  const dialog = document.getElementById("d-photo");
  dialog.dataset.photo = photo.id;
  say($("h2", dialog), nameOf(photo));
  const record = field.photos.get(photo.sha256);
  const source = t(photo.source === "camera" ? "现场拍摄 %(time)s" : "相册导入 %(time)s", { time: told(photo.taken_at) });
  const parts = [photo.number, refOf(photo.ref)?.label, photo.department, photo.author_name, source, look(photoState(photo)).word];
  const mine = photo.author === field.pack.me.id;
  const problem = photo.state === "unreadable" ? t("打不开，原图已保存") : mine && record?.problem;
  say(slot("provenance", dialog), [...parts, problem, ...sentencesOf(photo)].filter(Boolean).join(" · "));
  const evidence = mine && evidenceOf(photo.id);
  show($("[data-act=withdraw-photo]", dialog), mine && may("photo.withdraw") && !evidence);
  show(slot("photo-evidence"), evidence);
  say($("span", slot("photo-evidence")), evidence ? cannotGo(evidence) : "");
  show($("[data-act=save-photo]", dialog), mine && record);
  move.paintMove(photo);
  dialog.showModal();
  await showWhole(dialog, photo, instead(photo));
}

/** Why evidence stays, and what can be done. */
const cannotGo = (form) => (form.state === "raised"
  ? t("这是不符合项 %(number)s 的证据，不能删除。要删除，请先在不符合项里去掉这张照片。", form)
  : t("这是不符合项 %(number)s 的证据，对方（%(name)s）%(time)s 已经确认，不能删除。需要说明的，请写在审核记录里。", { number: form.number, name: form.confirmed_by, time: told(form.confirmed_at) }));

/** The drafts that chose a photo let go of it when it is deleted. */
function released(id) {
  const users = [...field.model.nonconformities.values()].filter((one) => one.state === "draft" && one.photos.includes(id));
  return users.map((one) => (
    { kind: "nonconformity.set", subject: one.id, marks: { lets_go: id }, base: { photos: bases(one.heads.photos) }, body: { photos: standing(one).filter((other) => other !== id) } }));
}

async function withdraw(id) {
  document.getElementById("d-photo").close();
  const photo = field.model.photos.get(id);
  if (!photo) return;
  const evidence = evidenceOf(id);
  if (evidence) { dispatchEvent(new CustomEvent("trouble", { detail: cannotGo(evidence) })); return; }
  const ops = await act(() => (evidenceOf(id) ? [] : [...released(id), { kind: "photo.withdraw", subject: id, body: { reason: "" } }]), { wait: SECONDS * 1000 });
  if (ops.length) offerUndo(t("已删除 %(name)s", { name: nameOf(photo) }), () => takeBack(ops), () => move.shotOf(id));
}

export function listen() {
  move.listen();
  const remove = (id) => withdraw(id).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));
  const dialog = document.getElementById("d-photo");
  document.addEventListener("click", (event) => {
    const shot = event.target.closest("[data-act=view]");
    if (shot) {
      event.preventDefault();
      view(field.model.photos.get(shot.parentElement.dataset.photo));
    } else if (event.target.closest("[data-act=withdraw-photo]")) remove(dialog.dataset.photo);
    else if (event.target.closest("[data-act=save-photo]")) save(field.model.photos.get(dialog.dataset.photo));
  });
  dialog.addEventListener("close", () => letGo(slot("big", dialog)));
}
