// Bytes into the visit: kept on the local store and read back first, then the op that says so. Camera and album both come here.
import * as clock from "./clock.js";
import { changedHead, headOf, tooManyPixels } from "./head.js";
import * as keeping from "./keeping.js";
import * as localStore from "./local_store.js";
import { act, field, freshId, opsHere, refOf } from "./state.js";
import { thumbUrl } from "./thumbs.js";
import { t } from "./words.js";

// signs that nobody sees but that turn or join what stands beside them
const UNSEEN = /[\p{Cc}\p{Cf}\p{Variation_Selector}]/gu;
export const MOST = 50 * 2 ** 20;

/** `启衡-7.4.1-B04`: clause (its title where no number may be printed), my letter and the next counter there. */
export function nextPhotoNumber(ref) {
  const { photo_prefix: prefix, me } = field.pack;
  const of = refOf(ref);
  // a pack kept since before has no place
  const place = ref ? `${prefix}-${of?.place ?? of?.number ?? of?.title ?? ref}` : prefix;
  const start = `${place}-${me.letter}`;
  const added = opsHere().filter((op) => op.kind === "photo.add").map((op) => op.body.number);
  const numbers = [...[...field.model.photos.values()].map((one) => one.number), ...added];
  const counters = numbers.filter((one) => one.startsWith(start)).map((one) => Number(one.slice(start.length))).filter(Number.isInteger);
  return `${start}${String(Math.max(0, ...counters) + 1).padStart(2, "0")}`;
}

/** Keep a photo's bytes and attach it to `ref` (null: unfiled). Returns the photo's id. Its small picture is made afterwards. */
export async function addPhoto(bytes, { ref, type, name = "", source }) {
  const taken_at = clock.now();
  const kept = await localStore.keepPhoto(bytes, { type, name, visit: field.pack.visit, author: field.pack.me.id });
  field.photos.set(kept.sha256, kept);
  const id = freshId();
  const label = source === "album" ? name.replace(/\.[^.]+$/, "").replace(UNSEEN, "").slice(0, 100) : "";
  const department = [...field.model.records.values()].find((one) => one.ref === ref && one.author === field.pack.me.id)?.department ?? "";
  const body = { ref, department, sha256: kept.sha256, size: kept.size, label, source, taken_at };
  await act(() => [{ kind: "photo.add", subject: id, body: { ...body, number: nextPhotoNumber(ref) } }]);
  thumbUrl(kept);
  return id;
}

/** Why a file is no evidence, by its bytes: the sentence and what fills it; null where it can be taken. */
function objection(bytes, named) {
  const head = headOf(bytes);
  if (!head && changedHead(bytes)) return ["文件 %(name)s 在传输时被改动（按文本方式传输），没有加进来。请用二进制方式从原处重新复制。", named];
  if (!head) return ["文件 %(name)s 不是可用的照片，没有加进来。只收 JPEG、PNG、WebP；HEIC 请先转成 JPEG。", named];
  const pixels = { ...named, width: head.width, height: head.height };
  return tooManyPixels(head) ? ["文件 %(name)s 有 %(width)s×%(height)s 像素，超过 6500 万像素，没有加进来。请缩小后再加。", pixels] : null;
}

const NAMED = 3;
/** One sentence for all files that have the same thing wrong; where each has its own size, one for each. */
function sentenceOf(words, all) {
  if (/%\((mb|width)\)s/.test(words)) return all.map((details) => t(words, details)).join(" ");
  const names = all.slice(0, NAMED).map(({ name }) => name).join(t("、"));
  return t(words, { name: all.length > NAMED ? t("%(names)s 等 %(n)s 个", { names, n: all.length }) : names });
}

/** Keep one file of the album; the sentence that says why it was not taken with what fills it, or null. */
async function addFile(file, ref, added) {
  const named = { name: file.name, mb: Math.ceil(file.size / 2 ** 20) };
  if (file.size > MOST) return ["文件 %(name)s 有 %(mb)s MB，超过 50 MB。请缩小后再加。", named];
  if (!file.size) return ["文件 %(name)s 是空的，没有加进来。", named];
  try {
    const bytes = await file.arrayBuffer();
    const why = objection(bytes, named);
    if (!why) await added(await addPhoto(bytes, { ref, type: file.type, name: file.name, source: "album" }));
    localStore.release(bytes);
    return why;
  } catch (problem) {
    console.warn("not kept", problem);
    return ["文件 %(name)s 没有存下。本机空间可能已满，请先上传或清理，再加一次。", named];
  }
}

/** Files from the album or the system's camera, bytes exactly as delivered, one after the other. `refused` is told at each one that was
    not taken the sentences of all so far. */
export async function addFiles(files, ref, { added = () => {}, refused = () => {} } = {}) {
  const problems = new Map();
  if (!files.length) refused(t("没有收到选的文件。请再选一次；在微信里，请先在浏览器打开。"));
  keeping.expect(files.length);
  for (const file of files) {
    const why = await addFile(file, ref, added).finally(keeping.kept);
    if (!why) continue;
    const [words, details] = why;
    problems.set(words, [...(problems.get(words) ?? []), details]);
    refused([...problems].map(([about, all]) => sentenceOf(about, all)).join(" "));
  }
}

/** Whether bytes of a photo can be had from the server, as far as this tablet knows. */
export const isThere = (photo) => photo.state !== "awaited" || field.arrived.has(photo.sha256);

/** Where the picture can be shown from: the small one of this tablet, else the server's view; null where there is nothing to see. */
export async function pictureUrl(photo) {
  const record = field.photos.get(photo.sha256);
  if (photo.state === "unreadable") return null;
  // what this browser cannot decode the server perhaps can: its view is shown as soon as there is one
  return (record && (await thumbUrl(record))) || (isThere(photo) ? photo.thumb_url : null);
}

/** A picture to be looked at in full; an address of this tablet's bytes is to be let go of by `URL.revokeObjectURL`. */
export async function wholeUrl(photo) {
  const record = field.photos.get(photo.sha256);
  // a browser may draw the grey of a picture it cannot decode
  const own = photo.state !== "unreadable" && record && (await thumbUrl(record)) ? await originalUrl(photo) : null;
  return own ?? (isThere(photo) && photo.state !== "unreadable" ? photo.screen_url : null);
}

/** The bytes of this tablet as they are, at an address to be let go of; null where they do not lie here. */
export async function originalUrl(photo) {
  const bytes = await localStore.bytesOf(photo.sha256);
  return bytes ? URL.createObjectURL(new Blob([bytes], { type: field.photos.get(photo.sha256)?.type || "image/jpeg" })) : null;
}
