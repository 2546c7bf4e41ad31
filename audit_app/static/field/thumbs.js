// Small pictures of the photos of this tablet, made once and kept beside their records: strip and wall never open an original.
import * as localStore from "./local_store.js";
import { field } from "./state.js";

const EDGE = 320;
const MOST = 30_000;
const urls = new Map();
const pending = new Map();
let making = Promise.resolve();

/** At most 30 kB of JPEG, or null where this browser cannot decode the bytes. */
async function make(bytes, type) {
  const original = new Blob([bytes], { type: type || "image/jpeg" });
  localStore.release(bytes);
  const picture = await createImageBitmap(original);
  const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  for (const quality of [0.75, 0.5, 0.3, 0.1]) {
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob.size <= MOST || quality === 0.1) {
      canvas.width = canvas.height = 0;
      return blob.arrayBuffer();
    }
  }
  return null;
}

/** Make the small picture of a record and keep it, one after the other: a decoded original is large. */
function begin({ sha256, type }) {
  making = making.then(async () => {
    const bytes = await localStore.bytesOf(sha256);
    const thumb = bytes ? await make(bytes, type).catch(() => null) : null;
    await localStore.markPhoto(sha256, { thumb });
    return thumb;
  }).catch(() => null);
  pending.set(sha256, making.finally(() => pending.delete(sha256)));
  return pending.get(sha256);
}

/** Where a photo of this tablet is shown from, small; null where it cannot be decoded here. Made when it is first asked for. */
export async function thumbUrl(record) {
  if (record.thumb === undefined) {
    const thumb = await (pending.get(record.sha256) ?? begin(record));
    for (const one of [record, field.photos.get(record.sha256)]) if (one) one.thumb = thumb;
  }
  if (!record.thumb) return null;
  if (!urls.has(record.sha256)) urls.set(record.sha256, URL.createObjectURL(new Blob([record.thumb], { type: "image/jpeg" })));
  return urls.get(record.sha256);
}
