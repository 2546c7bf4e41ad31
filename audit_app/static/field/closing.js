// What is left before an audit is handed in (收尾检查), found in the local store alone: each place once, with the way to it.
import { clashes } from "./clash.js";
import { countedAs, tally } from "./counted.js";
import { heldConfirm } from "./held_acts.js";
import { awaited, conflicts, counts, lostHere } from "./items.js";
import { keptWord } from "./kept_back.js";
import { STATES, look } from "./look.js";
import { ownerOf } from "./owners.js";
import { link } from "./router.js";
import { field, refOf } from "./state.js";
import { unaddedHere } from "./unadded.js";
import { t } from "./words.js";

// the places of work on site: what is left is said of the act that ends it, 提交 or 填写结论
const ON_SITE = ["planned", "ready", "open", "returned", "drawn", "approved", "notified", "begun"];
/** The submission of this audit that has not come to the server. */
export const submission = () => [...field.ops.values()].find((op) => op.kind === "audit.submit" && op.visit === field.pack.visit && op.state === "local") ?? null;
/** Whether the work on site is over: handed in, also when that still waits here, or concluded. */
export const ended = () => Boolean(submission()) || !ON_SITE.includes(field.pack.machine_state);

/** The two reasons for 不适用; the text behind it says why. */
export const REASONS = ["范围不含", "本期未发生"];
const refs = () => field.pack.refs.map((one) => one.ref);
const at = (map, ref) => [...map.values()].filter((one) => one.ref === ref);
const formsAt = (ref) => [...field.model.nonconformities.values()].filter((one) => one.clauses.includes(ref));
const byNumber = () => [...field.model.nonconformities.values()].sort((a, b) => (a.number < b.number ? -1 : 1));
const nameOf = (id) => field.pack.team.find((one) => one.id === id)?.name ?? "";

const clause = (ref, detail = "") => ({ key: ref, href: link(`c/${ref}`), label: refOf(ref)?.label ?? ref, detail });
const form = (one, detail) => ({ key: one.id, href: link(`nc/${encodeURIComponent(one.number)}`), label: [one.number, one.severity && look(one.severity).word].filter(Boolean).join(" "), detail });

function unjudged(ref) {
  const owner = ownerOf(ref);
  return { ...clause(ref), aside: owner && owner !== field.pack.me.id ? nameOf(owner) : "" };
}

/** Anything that was written, photographed, sampled or asked at a clause. */
const written = (ref) => at(field.model.records, ref).some((one) => one.text.trim());
const shot = (ref) => [...field.model.photos.values()].some((one) => one.ref === ref || one.also?.[ref]);
const evidence = (ref) => written(ref) || shot(ref) || at(field.model.samples, ref).length > 0 || at(field.model.interviews, ref).length > 0;
const proven = (one) => one.photos?.length > 0 || one.clauses.some(evidence);

/** The chosen reason alone is no text yet. */
function reasoned(ref) {
  const bare = REASONS.flatMap((one) => [t("不适用，%(reason)s：", { reason: t(one) }).trim(), `不适用，${one}：`]);
  return at(field.model.records, ref).some((one) => one.text.trim() && !bare.includes(one.text.trim()));
}

function twoVersions() {
  return [...conflicts()].map((item) => {
    const [kind, id] = [item.slice(0, item.indexOf(":")), item.slice(item.indexOf(":") + 1)];
    return kind === "clause" ? clause(id) : form(field.model.nonconformities.get(id), "");
  });
}

function unsigned() {
  return byNumber().filter((one) => ["draft", "raised"].includes(one.state)).map((one) => {
    const waits = heldConfirm(one.id);
    return form(one, waits ? keptWord(waits) : t(STATES[one.state]));
  });
}

function notThere() {
  const { local, failed, lost } = counts();
  const here = local + failed + lost;
  const onTablet = (photo) => field.photos.has(photo.sha256) || lostHere(photo);
  const elsewhere = [...field.model.photos.values()].filter((one) => awaited(`photo:${one.id}`) && !onTablet(one)).length;
  const own = here ? [{ key: "here", href: "/field/unsent", label: t("这台平板上还没到服务器的内容"), detail: "", n: here }] : [];
  return elsewhere ? [...own, { key: "elsewhere", href: link("photos"), label: t("不在这台平板、也没到服务器的照片"), detail: "", n: elsewhere }] : own;
}

function unfiled() {
  const n = [...field.model.photos.values()].filter((one) => !one.ref).length;
  return n ? [{ key: "photos", href: link("photos"), label: t("照片待归类"), detail: "", n }] : [];
}

// a spot check has no nonconformities; after the end only what no longer needs the work on site is left
const OF_FORMS = ["clash", "bare", "proof", "unsigned"];
const AFTERWARDS = ["two", "typed", "unsent"];
const asked = (key) => (ended() ? AFTERWARDS.includes(key) : field.pack.kind === "audit" || !OF_FORMS.includes(key));

/** Groups {key, title, rows: [{key, href, label, detail, n}], n} in the order of the work; empty ones are left out. */
export function leftToDo() {
  const all = refs();
  const nonconforming = all.filter((ref) => countedAs(ref) === "nonconforming");
  const groups = [
    ["todo", t("未判定"), all.filter((ref) => countedAs(ref) === "todo").map(unjudged)],
    ["two", t("待核对"), twoVersions()],
    ["clash", t("判定和不符合项不一致"), clashes().map((one) => ({ ...clause(one.ref), clash: one }))],
    ["bare", t("判定不符合，还没有开不符合项"), nonconforming.filter((ref) => !formsAt(ref).length).map((ref) => clause(ref))],
    ["proof", t("不符合项没有证据"), byNumber().filter((one) => !proven(one)).map((one) => form(one, one.clauses.map((ref) => refOf(ref)?.number ?? ref).join(t("、"))))],
    ["unsigned", t("不符合项还没有请对方确认"), unsigned()],
    ["reason", t("不适用还没有写理由"), all.filter((ref) => countedAs(ref) === "not_applicable" && !reasoned(ref)).map((ref) => ({ ...clause(ref), asks: true }))],
    ["photos", t("照片待归类"), unfiled()],
    ["typed", t("没加的文字"), unaddedHere()],
    ["unsent", t("还没到服务器"), notThere()],
  ];
  const count = (rows) => rows.reduce((sum, one) => sum + (one.n ?? 1), 0);
  return groups.filter(([key, , rows]) => rows.length && asked(key)).map(([key, title, rows]) => ({ key, title, rows, n: count(rows) }));
}

export const placesLeft = () => leftToDo().reduce((sum, one) => sum + one.n, 0);

/** How much is left, in words: before which act, or that it is over. */
export function leftSaid(n = placesLeft()) {
  if (submission()) return t("已提交，等待上传");
  if (ended()) return n ? t("现场工作已经结束，还有 %(n)s 处", { n }) : t("现场工作已经结束");
  if (!n) return t("没有要补的");
  return field.pack.kind === "audit" ? t("提交前还有 %(n)s 处", { n }) : t("填写结论前还有 %(n)s 处", { n });
}

/** What is read out at the closing meeting: the numbers of `tally` and {forms, photos, samples, interviews}. */
export function summary() {
  const { photos, samples, interviews } = field.model;
  return { ...tally(refs()), forms: byNumber(), photos: photos.size, samples: samples.size, interviews: interviews.size };
}
