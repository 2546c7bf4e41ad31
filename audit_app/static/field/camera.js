// The camera over the page: shutter as often as needed, each picture encoded once and that is the original. Refused: the system's camera or a file.
import { $, say, show, slot } from "./dom.js";
import * as keeping from "./keeping.js";
import * as lamp from "./lamp.js";
import { photosOf } from "./evidence.js";
import { standing } from "./form_state.js";
import { addFiles, addPhoto, pictureUrl } from "./photo.js";
import { act, bases, field, may, refOf } from "./state.js";
import { place } from "./router.js";
import { refHere } from "./wall.js";
import { picking } from "./not_picked.js";
import { openPick } from "./pick.js";
import { t } from "./words.js";

const LONG = 2048;
const QUALITY = 0.8;
const IDLE = 60_000;
let stream = null;
let [idle, opening] = [0, 0];
let shots = Promise.resolve();
let elsewhere = null;
const refNow = () => elsewhere ?? refHere(); // 换条款, else the clause on the screen
const dialog = () => document.getElementById("d-camera");

async function start() {
  if (dialog().open) return;
  const turn = opening += 1;
  elsewhere = null;
  show(slot("camera-refused"), false);
  show(slot("video"), true);
  $(".shutter").disabled = true;
  show(slot("camera-last"), false);
  said();
  dialog().showModal();
  try {
    if (!navigator.mediaDevices) throw new DOMException("", "NotSupportedError");
    const given = await navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: "environment" }, width: { ideal: 4096 }, height: { ideal: 3072 } } });
    // the camera was closed before it had opened: it must not stay on
    if (turn !== opening) { given.getTracks().forEach((track) => track.stop()); return; }
    stream = given;
    slot("video").srcObject = stream;
    await slot("video").play();
    lamp.offer(stream);
    $(".shutter").disabled = false;
    $(".shutter").focus();
    rest();
  } catch (problem) {
    if (turn === opening) refused(problem);
  }
}

function refused(problem) {
  const denied = ["NotAllowedError", "SecurityError"].includes(problem.name);
  say(slot("camera-why"), denied ? t("没有相机权限。可以改用系统相机，或在设置里允许。") : t("相机现在打不开。可以改用系统相机。"));
  show(slot("video"), false);
  show(slot("camera-refused"), true);
}

function rest() {
  clearTimeout(idle);
  idle = setTimeout(() => dialog().close(), IDLE);
}

function stop() {
  clearTimeout(idle);
  opening += 1;
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  slot("video").srcObject = null;
}

/** One picture of this moment, for where the screen is now; pictures are kept one after the other, in the order they were taken. */
function shoot() {
  const ref = refNow();
  const added = attach(elsewhere ? null : formHere());
  const picture = frame();
  flash();
  rest();
  keeping.expect(1);
  shots = shots.catch(() => null).then(async () => {
    const blob = await picture;
    if (!blob) throw new Error("no picture");
    const id = await addPhoto(await blob.arrayBuffer(), { ref, type: "image/jpeg", source: "camera" });
    await added(id);
    said();
    await last(field.model.photos.get(id));
  }).finally(keeping.kept);
  return shots;
}

async function frame() {
  const video = slot("video");
  const scale = Math.min(1, LONG / Math.max(video.videoWidth, video.videoHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY)).finally(() => { canvas.width = canvas.height = 0; });
}

/** The picture just taken, with its number. */
async function last(photo) {
  const box = slot("camera-last");
  say($("b", box), photo.number.split("-").slice(-2).join("-"));
  $("img", box).src = (await pictureUrl(photo)) ?? "";
  show(box, true);
}

function flash(video = slot("video")) {
  video.classList.remove("flash");
  video.getBoundingClientRect();
  video.classList.add("flash");
}

const formHere = () => (place.name === "form" ? [...field.model.nonconformities.values()].find((one) => one.number === place.number)?.id : null);

function said() {
  const ref = refNow();
  say(slot("camera-ref"), refOf(ref)?.label ?? t("待归类"));
  say(slot("camera-said"), ref ? t("%(n)s 张", { n: photosOf([ref]).length }) : "");
}

/** A photo taken from the form of a nonconformity is chosen for it. */
const attach = (form) => (id) => act(() => {
  const one = field.model.nonconformities.get(form);
  return one?.state !== "draft" ? [] : [{ kind: "nonconformity.set", subject: form, base: { photos: bases(one.heads.photos) }, body: { photos: [...standing(one), id] } }];
});

async function picked(event) {
  const files = [...event.target.files];
  event.target.value = "";
  if (dialog().open) dialog().close();
  await addFiles(files, refHere(), { added: attach(formHere()), refused: picking() });
}

export function listen() {
  const pick = (id) => document.getElementById(id).click();
  const acts = { camera: start, shutter: shoot, file: () => pick("pick-file"), "system-camera": () => pick("pick-camera"),
    torch: lamp.toggle, "other-clause": () => openPick((ref) => { elsewhere = ref; said(); rest(); }) };
  document.addEventListener("click", (event) => {
    const name = event.target.closest("[data-act]")?.dataset.act;
    if (acts[name]) Promise.resolve(acts[name]()).catch((problem) => dispatchEvent(new CustomEvent("notkept", { detail: problem })));
  });
  addEventListener("box", ({ detail }) => detail === "camera" && may("photo.add") && start());
  ["pick-file", "pick-camera"].forEach((id) => document.getElementById(id).addEventListener("change", (event) =>
    picked(event).catch((problem) => dispatchEvent(new CustomEvent("notkept", { detail: problem })))));
  dialog().addEventListener("close", stop);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && dialog().open && dialog().close());
}
