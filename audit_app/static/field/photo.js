// Bytes into the visit: kept on the shelf and read back first, then the op that says so. Camera and album both come here.
import * as clock from "./clock.js";
import * as shelf from "./shelf.js";
import { act, field, freshId, opsHere, refOf } from "./state.js";
import { t } from "./words.js";

export const MOST = 50 * 2 ** 20;
const urls = new Map();

/** `启衡-7.4.1-B04`: clause, my letter and the next counter there. */
export function nextPhotoNumber(ref) {
  const { photo_prefix: prefix, me } = field.pack;
  const place = ref ? `${prefix}-${refOf(ref)?.number ?? ref}` : prefix;
  const start = `${place}-${me.letter}`;
  const added = opsHere().filter((op) => op.kind === "photo.add").map((op) => op.body.number);
  const numbers = [...[...field.model.photos.values()].map((one) => one.number), ...added];
  const counters = numbers.filter((one) => one.startsWith(start)).map((one) => Number(one.slice(start.length))).filter(Number.isInteger);
  return `${start}${String(Math.max(0, ...counters) + 1).padStart(2, "0")}`;
}

/** Keep a photo's bytes and attach it to `ref` (null: unfiled). Returns the photo's id. */
export async function addPhoto(bytes, { ref, type, name = "", source }) {
  const taken_at = clock.now();
  const kept = await shelf.keepPhoto(bytes, { type, name, visit: field.pack.visit, author: field.pack.me.id });
  field.photos.set(kept.sha256, kept);
  const id = freshId();
  const label = source === "album" ? name.replace(/\.[^.]+$/, "").slice(0, 100) : "";
  const department = [...field.model.records.values()].find((one) => one.ref === ref && one.author === field.pack.me.id)?.department ?? "";
  const body = { ref, department, sha256: kept.sha256, size: kept.size, label, source, taken_at };
  await act(() => [{ kind: "photo.add", subject: id, body: { ...body, number: nextPhotoNumber(ref) } }]);
  return id;
}

/** Files from the album or the system's camera, bytes exactly as delivered. Returns sentences about those that were not taken. */
export async function addFiles(files, ref, added = () => {}) {
  const problems = [];
  for (const file of files) {
    const named = { name: file.name, mb: Math.ceil(file.size / 2 ** 20) };
    if (file.size > MOST) problems.push(t("文件 %(name)s 有 %(mb)s MB，超过 50 MB。请缩小后再加。", named));
    else if (!file.size) problems.push(t("文件 %(name)s 是空的，没有加进来。", named));
    else {
      await file.arrayBuffer().then((bytes) => addPhoto(bytes, { ref, type: file.type, name: file.name, source: "album" })).then(added).catch((problem) => {
        console.warn("not kept", problem);
        problems.push(t("文件 %(name)s 没有存下。本机空间可能已满，请先上传或清理，再加一次。", named));
      });
    }
  }
  return problems;
}

/** Where the picture can be shown from: bytes of this tablet, else the server's small view. */
export async function pictureUrl(photo, view = "thumb") {
  if (!field.photos.has(photo.sha256)) return photo[`${view}_url`];
  if (!urls.has(photo.sha256)) {
    const bytes = await shelf.bytesOf(photo.sha256);
    urls.set(photo.sha256, URL.createObjectURL(new Blob([bytes], { type: field.photos.get(photo.sha256).type || "image/jpeg" })));
  }
  return urls.get(photo.sha256);
}
