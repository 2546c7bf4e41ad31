// Photos to the server, one by one, by tus: resumed where they stopped. That a photo is kept is said by the sync answer alone.
import * as localStore from "./local_store.js";
import { emit, field } from "./state.js";
import { t } from "./words.js";

// small enough that a line of 150 kB/s, cut every 8.5 s, ends several between two cuts
const CHUNK = 256 * 2 ** 10;
const REFUSED = [400, 404, 413, 422];

/** Photos whose op is on the server and whose bytes are not proven there. */
export const waiting = () => [...field.photos.values()].filter((photo) => photo.state === "local" && known(photo.sha256));

const known = (sha256) =>
  [...field.ops.values()].some((op) => op.kind === "photo.add" && op.body.sha256 === sha256 && ["done", "held"].includes(op.state));

async function mark(photo, marks) {
  await localStore.markPhoto(photo.sha256, marks);
  field.photos.set(photo.sha256, Object.assign(photo, marks));
  emit();
}

export const kept = (photo) => mark(photo, { state: "kept", problem: null, sent: 0 });

/** How much of a picture the server has, for the list of what waits: also after a reload in the middle. */
function received(photo, sent) {
  photo.sent = sent;
  localStore.markPhoto(photo.sha256, { sent }).catch((problem) => console.warn("mark", problem));
}

function refusal(error) {
  try { return JSON.parse(error.originalResponse.getBody()).message; } catch { return null; }
}

/** Resolves true when the bytes went through, false when the network did not; a refusal is kept with its sentence. */
export async function send(photo) {
  const bytes = await localStore.bytesOf(photo.sha256);
  const metadata = { sha256: photo.sha256, filename: photo.name || `${photo.sha256.slice(0, 12)}.jpg`, visit: photo.visit };
  return new Promise((done) => {
    const upload = new window.tus.Upload(new Blob([bytes], { type: photo.type }), {
      endpoint: "/field/uploads", metadata, chunkSize: CHUNK, retryDelays: [0, 1000, 3000], removeFingerprintOnSuccess: true,
      fingerprint: () => Promise.resolve(`tus-${photo.sha256}`),
      onShouldRetry: (error) => !REFUSED.includes(error.originalResponse?.getStatus()),
      onChunkComplete: (_, accepted) => received(photo, accepted),
      onSuccess: () => done(true),
      onError: async (error) => {
        const status = error.originalResponse?.getStatus();
        if (status === 422 || status === 413) await mark(photo, { state: "failed", problem: refusal(error) ?? t("这张照片没有传完整，会重新传") });
        done(false);
      },
    });
    upload.findPreviousUploads().then((before) => {
      if (before.length) upload.resumeFromPreviousUpload(before[0]);
      upload.start();
    });
  });
}
