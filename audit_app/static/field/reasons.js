// What waits for a person, behind the pill: two versions with the way to them, and what the server did not take, with its sentence.
import { clone, list, say, show, $ } from "./dom.js";
import { conflicts } from "./items.js";
import { wordsOf } from "./history.js";
import { learn, field, refOf, refold } from "./state.js";
import { link } from "./router.js";
import { t } from "./words.js";

/** {key, words, href} of a clause or nonconformity with two versions. */
function toCompare(item) {
  const [kind, id] = item.split(/:(.*)/s);
  const form = field.model.nonconformities.get(id);
  if (kind === "clause") return { key: item, words: t("核对 %(label)s", { label: refOf(id)?.label ?? id }), href: link(`c/${id}`) };
  return { key: item, words: t("核对 %(label)s", { label: t("不符合项 %(number)s", form) }), href: link(`nc/${encodeURIComponent(form.number)}`) };
}

const sentence = (...parts) => parts.filter(Boolean).join(" · ");

function refusedOps() {
  return [...field.ops.values()].filter((op) => op.state === "refused" && !op.seen)
    .map((op) => ({ key: op.id, words: sentence(wordsOf(op), op.sentence), seen: () => learn([{ ...op, seen: true }]).then(refold) }));
}

function refusedPhotos() {
  const shown = new Map([...(field.model?.photos.values() ?? [])].map((photo) => [photo.sha256, photo]));
  return [...field.photos.values()].filter((photo) => photo.state === "failed" && (shown.has(photo.sha256) || !field.model)).map((photo) => {
    const ref = shown.get(photo.sha256)?.ref;
    return { key: photo.sha256, words: photo.problem ?? "", href: ref ? link(`c/${ref}`) : null };
  });
}

export function paintReasons(box) {
  const rows = [...(field.model ? [...conflicts()].map(toCompare) : []), ...refusedOps(), ...refusedPhotos()];
  show(box, rows.length);
  list(box, rows, (row) => row.key, () => clone("t-reason"), (item, row) => {
    const [anchor, words, seen] = [$("a", item), $("span", item), $("button", item)];
    show(anchor, row.href);
    show(words, !row.href);
    if (row.href) anchor.href = row.href;
    say(row.href ? anchor : words, row.words);
    item.classList.toggle("c-major", !row.key.includes(":"));
    show(seen, row.seen);
    seen.onclick = row.seen ?? null;
  });
}
