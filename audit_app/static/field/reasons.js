// What waits for a person, behind the pill: two versions with the way to them, and what the server did not take, with its sentence.
import { clone, list, say, show, $ } from "./dom.js";
import { twoElsewhere } from "./card.js";
import { conflicts } from "./items.js";
import { keptOps, keptWhy, keptWord } from "./kept_back.js";
import { wordsOf } from "./history.js";
import { owed, stands, whyNot } from "./refusals.js";
import { addOf, gone } from "./refused_files.js";
import { learn, field, refOf, refold } from "./state.js";
import { link } from "./router.js";
import { settle } from "./witness.js";
import { takenRows } from "./taken.js";
import { toldRows } from "./telling.js";
import { goneRows } from "./withdrawal.js";
import { t } from "./words.js";

/** {key, words, href} of a clause or nonconformity with two versions. */
function toCompare(item) {
  const [kind, id] = item.split(/:(.*)/s);
  const form = field.model.nonconformities.get(id);
  if (kind === "clause") return { key: item, words: t("核对 %(label)s", { label: refOf(id)?.label ?? id }), href: link(`c/${id}`) };
  return { key: item, words: t("核对 %(label)s", { label: t("不符合项 %(number)s", form) }), href: link(`nc/${encodeURIComponent(form.number)}`) };
}

const tickOff = (item) => { settle((one) => one.item === item); refold(); };

const sentence = (...parts) => parts.filter(Boolean).join(" · ");

const numberOf = (op) => field.model?.nonconformities.get(op.subject)?.number ?? op.short;
/** Where something can be done about it: at the form, or in the list of deleted drafts. */
const WAYS = { confirmed_since: (op) => `${op.url}/nc/${encodeURIComponent(numberOf(op))}`, draft_deleted: (op) => `${op.url}/nc` };

function refusedOps() {
  return [...field.ops.values()].filter(stands)
    .map((op) => ({ key: op.id, words: sentence(wordsOf(op), whyNot(op)), href: WAYS[op.why]?.(op), seen: owed(op) ? null : () => learn([{ ...op, seen: true }]).then(refold) }));
}

/** Of every visit on this tablet, as they are counted: which page is open makes no difference. */
function refusedPhotos() {
  return [...field.photos.values()].filter((photo) => photo.state === "failed" && !gone(addOf(photo))).map((photo) => {
    const op = addOf(photo);
    const mine = photo.author === field.pack.me.id;
    return { key: photo.sha256, words: mine ? photo.problem ?? "" : t("同一台平板上别人的一张照片没有传上，由本人登录后处理"), href: op?.body.ref ? `${op.url}/c/${op.body.ref}` : null };
  });
}

/** Two versions in another visit: the way there. */
const elsewhere = () => twoElsewhere().map(({ url, two }) => ({ key: `two:${url}`, words: t("%(code)s：%(n)s 项待核对", { code: url.split("/").at(-1), n: two }), href: url }));
/** What the server keeps back, with its reason, and the way to it. */
const kept = () => keptOps().map((op) => ({ key: `kept:${op.id}`, words: sentence(op.name ?? wordsOf(op), keptWord(op), keptWhy(op)), href: "/field/unsent#held" }));

/** Named until it was done again or somebody ticked it off; the way back leads to its clause. */
const losses = () => field.lost.map((one) => (
  { key: `lost:${one.item}`, words: t("丢失：%(name)s", one), href: one.ref ? `${one.url}/c/${one.ref}` : one.url, seen: () => tickOff(one.item), done: "勾掉" }));

export function paintReasons(box) {
  const rows = [...losses(), ...goneRows(), ...takenRows(), ...kept(), ...elsewhere(), ...(field.model ? [...conflicts()].map(toCompare) : []), ...toldRows(), ...refusedOps(), ...refusedPhotos()];
  show(box, rows.length);
  list(box, rows, (row) => row.key, () => clone("t-reason"), (item, row) => {
    const [anchor, words, seen] = [$("a", item), $("span", item), $("button", item)];
    show(anchor, row.href);
    show(words, !row.href);
    if (row.href) anchor.href = row.href;
    say(row.href ? anchor : words, row.words);
    item.classList.toggle("c-major", !row.key.includes(":"));
    show(seen, row.seen);
    say(seen, t(row.done ?? "知道了"));
    seen.onclick = row.seen ?? null;
  });
}
