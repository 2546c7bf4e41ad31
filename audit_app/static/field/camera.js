// The camera over the page: shutter as often as needed, each picture encoded once and that is the original. Refused: the system's camera or a file.
import { $, say, show, slot } from "./dom.js";
import { photosOf, refHere } from "./evidence.js";
import { addFiles, addPhoto } from "./photo.js";
import { act, bases, field } from "./state.js";
import { place } from "./router.js";
import { t } from "./words.js";

const LONG = 2048;
const QUALITY = 0.8;
const IDLE = 60_000;
let stream = null;
let idle = 0;
let opening = 0;
let shots = Promise.resolve();
const dialog = () => document.getElementById("d-camera");

async function start() {
  if (dialog().open) return;
  const turn = opening += 1;
  show(slot("camera-refused"), false);
  show(slot("video"), true);
  $(".shutter").disabled = true;
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
  const ref = refHere();
  const form = formHere();
  const picture = frame();
  rest();
  shots = shots.catch(() => null).then(async () => {
    const blob = await picture;
    if (!blob) throw new Error("no picture");
    await attach(form, await addPhoto(await blob.arrayBuffer(), { ref, type: "image/jpeg", source: "camera" }));
    said();
  });
  return shots;
}

async function frame() {
  const video = slot("video");
  const scale = Math.min(1, LONG / Math.max(video.videoWidth, video.videoHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  canvas.width = canvas.height = 0;
  return blob;
}

const formHere = () => (place.name === "form" ? [...field.model.nonconformities.values()].find((one) => one.number === place.number)?.id : null);

function said() {
  const ref = refHere();
  say(slot("camera-said"), ref ? t("%(n)s 张", { n: photosOf([ref]).length }) : "");
}

/** A photo taken from the form of a nonconformity is chosen for it. */
const attach = (form, id) => act(() => {
  const one = field.model.nonconformities.get(form);
  if (one?.state !== "draft") return [];
  return [{ kind: "nonconformity.set", subject: form, base: { photos: bases(one.heads.photos) }, body: { photos: [...one.photos, id] } }];
});

async function picked(event) {
  const files = [...event.target.files];
  event.target.value = "";
  const form = formHere();
  const problems = await addFiles(files, refHere(), (id) => attach(form, id));
  if (dialog().open) dialog().close();
  if (problems.length) dispatchEvent(new CustomEvent("trouble", { detail: problems.join(" ") }));
}

export function listen() {
  const pick = (id) => document.getElementById(id).click();
  const acts = { camera: start, shutter: shoot, file: () => pick("pick-file"), "system-camera": () => pick("pick-camera") };
  document.addEventListener("click", (event) => {
    const name = event.target.closest("[data-act]")?.dataset.act;
    if (acts[name]) Promise.resolve(acts[name]()).catch((problem) => dispatchEvent(new CustomEvent("notkept", { detail: problem })));
  });
  ["pick-file", "pick-camera"].forEach((id) => document.getElementById(id).addEventListener("change", (event) =>
    picked(event).catch((problem) => dispatchEvent(new CustomEvent("notkept", { detail: problem })))));
  dialog().addEventListener("close", stop);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && dialog().open && dialog().close());
}
