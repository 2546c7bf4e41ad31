// The one model of a visit: the pack's state, others' news and own ops in the order of their stamps. Pure: same input, same output.
import { hasTerm } from "./due.js";
import { conflict, settle, shown } from "./merge.js";
import { inOrder } from "./order.js";

export const FIELDS = ["severity", "fact", "clauses", "department", "photos", "term", "moved"];
const by = (list, key) => new Map(list.map((one) => [one[key], one]));

function opening(state) {
  const copy = structuredClone(state);
  return {
    judgements: new Map(Object.entries(copy.judgements)), records: by(copy.records, "subject"), samples: by(copy.samples, "id"),
    interviews: by(copy.interviews, "id"), photos: by(copy.photos, "id"), gonePhotos: by(copy.gone_photos ?? [], "id"), both: bothOf(copy.judgements), ...byPresence(copy.nonconformities),
  };
}

const bothOf = (judgements) => new Map(Object.entries(judgements).map(([ref, one]) => [ref, one.both ?? []]));
const byPresence = (list) => ({
  nonconformities: by(list.filter((one) => one.state !== "withdrawn"), "id"), withdrawn: by(list.filter((one) => one.state === "withdrawn"), "id"),
});

const head = (op, value) => ({ op: op.id, value, stamp: op.stamp, author: op.author, author_name: op.author_name, at: op.at });
const said = (op) => ({ author: op.author, author_name: op.author_name, at: op.at });

function judge(model, op) {
  const { ref, value } = op.body;
  const heads = settle(model.judgements.get(ref)?.heads ?? [], head(op, value), op.base.value ?? []);
  const top = shown(heads);
  model.judgements.set(ref, { value: top.value, at: top.at, author: top.author, author_name: top.author_name, conflict: conflict(heads), heads });
}

const keepBoth = (model, op) =>
  model.both.set(op.body.ref, settle(model.both.get(op.body.ref) ?? [], head(op, [...op.body.forms].sort()), op.base.both ?? []));

function write(model, op) {
  const { ref, department, text } = op.body;
  const heads = settle(model.records.get(op.subject)?.heads ?? [], head(op, text), op.base.text ?? []);
  const top = shown(heads);
  model.records.set(op.subject, { subject: op.subject, ref, department, ...said(op), text: top.value, at: top.at, conflict: conflict(heads), heads });
}

const add = (name) => (model, op) => {
  if (!model[name].has(op.subject)) model[name].set(op.subject, { id: op.subject, ...op.body, ...said(op) });
};
const drop = (name) => (model, op) => model[name].delete(op.subject);

function photograph(model, op) {
  if (model.photos.has(op.subject)) return;
  const at = `/field/photos/${op.body.sha256}`;
  const urls = { thumb_url: `${at}/thumb`, screen_url: `${at}/screen`, original_url: `${at}/original` };
  model.photos.set(op.subject, { id: op.subject, ...op.body, ...said(op), ...urls, state: "awaited", heads: op.body.ref ? [op.id] : [], also: {} });
}

/** A deleted photo keeps its name: somebody may have read words that it was part of. */
function takePhoto(model, op) {
  if (model.photos.has(op.subject)) model.gonePhotos.set(op.subject, { ...model.photos.get(op.subject), gone: said(op) });
  model.photos.delete(op.subject);
}

function file(model, op) {
  const photo = model.photos.get(op.subject);
  if (photo) Object.assign(photo, { ref: op.body.ref, number: op.body.number ?? photo.number, heads: [op.id] });
}

/** One more clause at which a photo is seen, or one less. */
function use(model, op) {
  const photo = model.photos.get(op.subject);
  const { ref, used } = op.body;
  if (photo) photo.also = { ...photo.also, [ref]: settle(photo.also?.[ref] ?? [], head(op, used), op.base[`also.${ref}`] ?? []) };
}

/** The clauses at which a photo is used besides its own. */
export const alsoAt = (photo) => Object.keys(photo.also ?? {}).filter((ref) => ref !== photo.ref && shown(photo.also[ref])?.value).sort();

function fill(nonconformity, op, field, value) {
  const heads = settle(nonconformity.heads[field] ?? [], head(op, value), op.base[field] ?? []);
  nonconformity.heads[field] = heads;
  nonconformity[field] = shown(heads).value;
  nonconformity.conflict = FIELDS.some((name) => conflict(nonconformity.heads[name] ?? []));
}

function draft(model, op) {
  if (model.nonconformities.has(op.subject)) return;
  const { number, ref, severity } = op.body;
  const fresh = {
    id: op.subject, number, state: "draft", severity: null, fact: "", clauses: [], department: null, photos: [], term: null, moved: false,
    due_on: null, provisional: false, ...said(op), conflict: false, heads: {}, drafted_by: op.id,
  };
  fill(fresh, op, "clauses", [ref]);
  if (severity) fill(fresh, op, "severity", severity);
  model.nonconformities.set(op.subject, fresh);
}

function change(model, op) {
  const found = model.nonconformities.get(op.subject) ?? model.withdrawn.get(op.subject);
  if (!found) return;
  FIELDS.filter((name) => name in op.body).forEach((name) => fill(found, op, name, op.body[name]));
  if (["severity", "term", "moved"].some((name) => name in op.body)) Object.assign(found, { due_on: null, provisional: false });
}

/** Deleted drafts stay with all their words, so that whoever wrote them hears of it and can take them back. */
function takeAway(model, op) {
  const found = model.nonconformities.get(op.subject);
  if (!found) return;
  // what the company was asked about is withdrawn by an act, too: held, it has not happened
  if (op.state === "held" && found.raised_at) { found.recall = { reason: op.body.reason, ...said(op) }; return; }
  model.nonconformities.delete(op.subject);
  model.withdrawn.set(op.subject, { ...found, gone: { op: op.id, reason: op.body.reason, ...said(op) } });
}

function bringBack(model, op) {
  const found = model.withdrawn.get(op.subject);
  if (!found || found.raised_at) return;
  model.withdrawn.delete(op.subject);
  model.nonconformities.set(op.subject, { ...found, state: "draft" });
}

const step = (from, to, marks) => (model, op) => {
  const found = model.nonconformities.get(op.subject);
  if (found && found.state === from) Object.assign(found, { state: to, ...marks(op, found) });
};

/** The term that was chosen; raising fixes the one that was read where nobody chose. */
const termIn = ({ term }) => (hasTerm(term) ? term : null);

const APPLY = {
  "judgement.set": judge, "judgement.keep_both": keepBoth, "record.set": write, "photo.add": photograph, "photo.file": file, "photo.use": use, "photo.withdraw": takePhoto,
  "sample.add": add("samples"), "sample.withdraw": drop("samples"), "interview.add": add("interviews"), "interview.withdraw": drop("interviews"),
  "nonconformity.draft": draft, "nonconformity.set": change, "nonconformity.withdraw": takeAway, "nonconformity.restore": bringBack,
  "nonconformity.raise": step("draft", "raised", (op, form) => ({ raised_at: op.at, raised_by: op.id, term: termIn(form) ?? op.body.read?.term ?? null })),
  "nonconformity.confirm": step("raised", "confirmed", (op) => (
    { confirmed_at: op.at, confirmed_by: op.body.name, confirmed_post: op.body.post, confirmed_how: op.body.how, ...(op.v > 2 && { photos: op.body.read.photos }) })),
};

// what the company is said to have confirmed: held, it has not happened
const ACTS = new Set(["nonconformity.raise", "nonconformity.confirm"]);

/** `pack.state` as it stood at `pack.seq`, then everything later. Refused ops are not shown; held ones are, but for acts. */
export function fold(pack, news, own, numbers = {}) {
  const model = opening(pack.state);
  const counted = [...news, ...own]
    .filter((op) => op.state !== "refused" && !(op.state === "held" && ACTS.has(op.kind)) && (op.state === "held" || !(op.seq && op.seq <= pack.seq)))
    .map((op) => ({ ...op, stamp: op.stamp ?? op.id }));
  inOrder(counted).forEach((op) => APPLY[op.kind]?.(model, op));
  for (const [id, number] of Object.entries(numbers)) if (model.nonconformities.has(id)) model.nonconformities.get(id).number = number;
  return model;
}
