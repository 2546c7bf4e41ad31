// What waits on this tablet to be sent, as rows of a table: what it is, where it lies, what comes next. Each item stands in one row, so that the rows add up.
import { $, say } from "./dom.js";
import { day, hour, moment } from "./clock.js";
import { itemOf, open } from "./items.js";
import { field } from "./state.js";
import { t } from "./words.js";

const TITLES = { clause: "判定和审核记录", photo: "照片", sample: "抽样", interview: "面谈", nonconformity: "不符合项", audit: "提交", other: "其他" };
const bytesHere = (op) => op.kind === "photo.add" && field.photos.get(op.body.sha256)?.state === "local";
function kindOf(item) {
  const [kind] = item.split("/").at(-1).split(":");
  return kind in TITLES ? kind : "other";
}
const joined = (names) => [...new Set(names)].join(t("、"));

/** When it goes on: what has to happen first, in the same words everywhere. */
function next(percent) {
  const from = { percent };
  if (["session", "person"].includes(field.net.note)) return percent ? t("登录后从 %(percent)s 接着传", from) : t("登录后自动上传");
  if (field.net.state === "offline") return percent ? t("有网络后从 %(percent)s 接着传", from) : t("有网络后自动上传");
  return percent ? t("从 %(percent)s 接着传", from) : t("自动上传，不用再点");
}

/** The items that wait, each with its ops: {item, kind, ops}. */
function waiting() {
  const { local } = open();
  const found = new Map();
  for (const op of field.ops.values()) {
    const item = itemOf(op);
    if (!local.has(item) || !(op.state === "local" || bytesHere(op))) continue;
    found.set(item, [...(found.get(item) ?? []), op]);
  }
  return [...found].map(([item, ops]) => ({ item, kind: kindOf(item), ops }));
}

const short = (op) => op.short || op.name || "";
function said({ kind, ops: [op] }) {
  return kind === "sample" && op.kind === "sample.add" ? t("%(where)s（%(drawn)s / %(population)s）", { where: short(op), ...op.body }) : short(op);
}

/** How much of a picture the server has received, as `99%`, or nothing. */
function partOf({ ops }) {
  const photo = field.photos.get(ops.find(bytesHere)?.body.sha256);
  return photo?.sent ? `${Math.min(99, Math.floor((100 * photo.sent) / photo.size))}%` : "";
}

const filed = new Set(["photo.file", "photo.use"]);
const unfiled = ({ ops }) => ops.some((op) => op.kind === "photo.add" && !op.body.ref) && ![...field.ops.values()].some((op) => filed.has(op.kind) && op.subject === ops[0].subject);

function span(things) {
  const times = things.map(({ ops }) => ops.find((op) => op.kind === "photo.add").body.taken_at).sort();
  const [first, last] = [times[0], times.at(-1)];
  const words = day(first) === day(last) ? hour : moment;
  return first === last ? t("%(time)s 拍的", { time: words(first) }) : t("%(first)s 至 %(last)s 拍的", { first: words(first), last: words(last) });
}

function photoRows(photos) {
  const parts = photos.filter((one) => partOf(one));
  const rest = photos.filter((one) => !partOf(one));
  const [loose, placed] = [rest.filter(unfiled), rest.filter((one) => !unfiled(one))];
  const rows = parts.map((one) => {
    const { size, name } = field.photos.get(one.ops.find(bytesHere).body.sha256);
    const [percent, megabytes] = [partOf(one), t("%(mb)s MB", { mb: (size / 2 ** 20).toFixed(1) })];
    return { key: one.item, title: t("照片 %(number)s", { number: short(one.ops[0]) }), detail: [name, megabytes].filter(Boolean).join(t("，")), where: t("本机；服务器收到 %(percent)s", { percent }), next: next(percent), n: 1 };
  });
  if (loose.length) rows.unshift({ key: "loose", title: t("照片，待归类"), detail: span(loose), where: t("本机"), next: t("%(next)s，不必先归类", { next: next() }), n: loose.length });
  if (placed.length) rows.push(plain("photo", placed));
  return rows;
}

const plain = (kind, things) => ({ key: kind, title: t(TITLES[kind]), detail: joined(things.map(said)), where: t("本机"), next: next(), n: things.length });

/** The rows of the table, in the order of the work. */
export function waitRows() {
  const all = waiting();
  return Object.keys(TITLES).flatMap((kind) => {
    const things = all.filter((one) => one.kind === kind);
    return kind === "photo" ? photoRows(things) : things.length ? [plain(kind, things)] : [];
  });
}

export function paintWait(row, { title, detail, where, next: then, n }) {
  say($("b", row), title);
  say($(".sm", row), detail);
  say($(".wh", row), where);
  say($(".wy", row), then);
  say($(".n", row), t("%(n)s 项", { n }));
}
