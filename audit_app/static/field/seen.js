// What the server saw of pictures since the pack was made: it decodes more than a browser does, and knows what is wrong with their data.
import * as localStore from "./local_store.js";
import { field } from "./state.js";

/** Photos whose picture the server has not judged yet, as far as this tablet knows. */
export const unseen = () => [...(field.model?.photos.values() ?? [])].filter((one) => !one.checked);

/** `seen` is {state, remark}, or null while the server has not looked. */
export async function take({ sha256, seen }) {
  if (!seen) return;
  field.seen.set(sha256, seen);
  const record = field.photos.get(sha256);
  if (!record) return;
  record.seen = seen;
  await localStore.markPhoto(sha256, { seen });
}

/** The server forgot what it saw: it went back to an older state. */
export async function forget() {
  field.seen.clear();
  for (const record of (await localStore.photoList()).filter((one) => one.seen)) {
    await localStore.markPhoto(record.sha256, { seen: null });
    if (field.photos.has(record.sha256)) field.photos.get(record.sha256).seen = null;
  }
}
