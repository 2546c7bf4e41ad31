// Photos on the screen: the strip of a clause, the wall of the visit, one photo in full. Taking them is the camera's business.
import { $, attr, clone, draw, list, say, show, slot } from "./dom.js";
import { moment } from "./clock.js";
import { open } from "./items.js";
import { look } from "./look.js";
import { pictureUrl } from "./photo.js";
import { place } from "./router.js";
import { act, bases, field, may, refOf, takeBack } from "./state.js";
import { SECONDS, offerUndo } from "./undo.js";
import { t } from "./words.js";

export const photosOf = (refs) =>
  [...field.model.photos.values()].filter((one) => refs.includes(one.ref)).sort((a, b) => (a.number < b.number ? -1 : 1));
export const nameOf = (photo) => photo.label || photo.number;

/** Kept here, on the server, or failed. */
export function photoState(photo) {
  const { local, failed } = open();
  if (failed.has(`photo:${photo.id}`)) return "failed";
  if (local.has(`photo:${photo.id}`)) return "local";
  return photo.state === "awaited" && field.photos.get(photo.sha256)?.state !== "kept" ? "sending" : "server";
}

export async function picture(image, photo, view = "thumb") {
  const url = await pictureUrl(photo, view);
  if (image.getAttribute("src") !== url) image.src = url;
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

export function paintWall() {
  const order = new Map(field.pack.refs.map((one, at) => [one.ref, at]));
  const photos = [...field.model.photos.values()].sort((a, b) => (order.get(a.ref) ?? -1) - (order.get(b.ref) ?? -1) || (a.number < b.number ? -1 : 1));
  list(slot("wall"), photos, (one) => one.id, () => clone("t-shot"), paintShot);
  show(slot("no-photos"), !photos.length);
}

function view(photo) {
  const dialog = document.getElementById("d-photo");
  dialog.dataset.photo = photo.id;
  say($("h2", dialog), nameOf(photo));
  const image = slot("big", dialog);
  attr(image, "alt", nameOf(photo));
  picture(image, photo, "screen");
  const source = t(photo.source === "camera" ? "现场拍摄 %(time)s" : "相册导入 %(time)s", { time: moment(photo.taken_at) });
  const parts = [photo.number, refOf(photo.ref)?.label, photo.department, photo.author_name, source, look(photoState(photo)).word];
  const problem = photo.state === "unreadable" ? t("打不开") : field.photos.get(photo.sha256)?.problem;
  say(slot("provenance", dialog), [...parts, problem].filter(Boolean).join(" · "));
  show($("[data-act=withdraw-photo]", dialog), photo.author === field.pack.me.id && may("photo.withdraw"));
  dialog.showModal();
}

/** The drafts that chose a photo let go of it when it is deleted. */
function released(id) {
  const users = [...field.model.nonconformities.values()].filter((one) => one.state === "draft" && one.photos.includes(id));
  return users.map((one) => (
    { kind: "nonconformity.set", subject: one.id, base: { photos: bases(one.heads.photos) }, body: { photos: one.photos.filter((other) => other !== id) } }));
}

async function withdraw(id) {
  document.getElementById("d-photo").close();
  const photo = field.model.photos.get(id);
  if (!photo) return;
  const ops = await act(() => [...released(id), { kind: "photo.withdraw", subject: id, body: { reason: "" } }], { wait: SECONDS * 1000 });
  offerUndo(t("已删除 %(name)s", { name: nameOf(photo) }), () => takeBack(ops));
}

export function listen() {
  const remove = (id) => withdraw(id).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));
  document.addEventListener("click", (event) => {
    const shot = event.target.closest("[data-act=view]");
    if (shot) {
      event.preventDefault();
      view(field.model.photos.get(shot.parentElement.dataset.photo));
    } else if (event.target.closest("[data-act=withdraw-photo]")) remove(document.getElementById("d-photo").dataset.photo);
  });
}

/** The clause new photos belong to on this screen; null where there is none. */
export function refHere() {
  if (place.name === "clause") return place.ref;
  const form = [...field.model.nonconformities.values()].find((one) => one.number === place.number);
  return form?.clauses[0] ?? null;
}
