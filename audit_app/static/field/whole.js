// One photo in full, and out of this app: its original is in memory only while somebody looks at it.
import { attr, say, show, slot } from "./dom.js";
import * as clock from "./clock.js";
import * as localStore from "./local_store.js";
import { originalUrl, wholeUrl } from "./photo.js";
import { field } from "./state.js";

/** Show a photo in full; `instead` stands where there is nothing to see. */
export async function showWhole(dialog, photo, instead) {
  const [image, word, url] = [slot("big", dialog), slot("no-picture", dialog), await wholeUrl(photo)];
  const shown = (good) => { show(image, good); say(word, good ? "" : instead); show(word, !good); };
  attr(image, "alt", photo.label || photo.number);
  image.onerror = () => shown(false);
  if (url) image.src = url;
  shown(Boolean(url));
}

/** An original in memory is let go of with its dialog. */
export function letGo(image) {
  if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
  image.onerror = null;
  image.removeAttribute("src");
}

/** The original handed to another app or device (USB, AirDrop); where this browser cannot, to a file. Its name and digest stay here. */
export async function handOut(record) {
  const bytes = await localStore.bytesOf(record.sha256);
  const file = new File([bytes], record.name || `${record.sha256.slice(0, 12)}.jpg`, { type: record.type || "image/jpeg" });
  if (!navigator.canShare?.({ files: [file] })) return false;
  try {
    await navigator.share({ files: [file] });
  } catch (problem) {
    if (problem.name === "AbortError") return false;
    throw problem;
  }
  const marks = { outside: clock.now() };
  await localStore.markPhoto(record.sha256, marks);
  Object.assign(record, marks);
  return true;
}

/** The original to a place outside this app, with its name. */
export async function save(photo) {
  const url = await originalUrl(photo);
  const link = Object.assign(document.createElement("a"), { href: url, download: field.photos.get(photo.sha256).name || `${photo.number}.jpg` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
