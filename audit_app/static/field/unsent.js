// 没到服务器的内容: everything that lies on this tablet alone, by name, with what comes next; what was lost; who else has work here by count only.
import { $, attr, clone, list, say, show, slot } from "./dom.js";
import { hour, moment } from "./clock.js";
import { notAdded } from "./drafts.js";
import { counts, itemOf } from "./items.js";
import { keptOps, keptWhy, keptWord } from "./kept_back.js";
import { othersWaiting } from "./others.js";
import { paintRefused, wordsOfAll } from "./refused_files.js";
import { changed, field, refold } from "./state.js";
import { paintFacts, readFacts, unheard } from "./tablet_facts.js";
import { paintUnadded } from "./unadded.js";
import * as today from "./today.js";
import { paintWait, waitRows } from "./waits.js";
import { settle } from "./witness.js";
import { t } from "./words.js";

function lostRow(item, one) {
  say($("b", item), one.name);
  say($(".sm", item), t("%(time)s 存本机", { time: moment(one.at) }));
  const link = $("a", item);
  link.href = one.ref ? `${one.url}/c/${one.ref}` : one.url;
  say(link, one.ref ? t("去 %(ref)s 重做", { ref: one.short ?? one.ref }) : t("去重做"));
  $("button", item).onclick = () => { settle((other) => other.item === one.item); refold(); };
}

/** Kept back by the server: what, at which clause, why, and where to see it. Acts on one thing are one row. */
function keptRows() {
  const rows = new Map();
  keptOps().sort((a, b) => (a.id < b.id ? -1 : 1)).forEach((op) => rows.set(itemOf(op), [...(rows.get(itemOf(op)) ?? []), op]));
  return [...rows.values()].map((ops) => ({ op: ops.at(-1), names: [...new Set(ops.map((one) => one.name ?? t("不符合项")))].join(t("、")), words: wordsOfAll(ops) }));
}

function keptRow(item, { op, names, words }) {
  const anchor = $("a", item);
  const form = op.kind.startsWith("nonconformity.");
  anchor.href = form ? `${op.url}/nc` : op.body.ref ? `${op.url}/c/${op.body.ref}` : op.url;
  say(anchor, names);
  say($(".why", item), keptWhy(op));
  say($(".count", item), keptWord(op));
  say($(".quote", item), words);
  show($(".quote", item), words);
}

/** What stands under the title: never that things lie here alone when nothing does. */
function lead({ local, failed, lost, held, server, typed, laid }) {
  if (lost) return t("没有重做或勾掉以前，不会显示「全部已存服务器」");
  if (local + failed) return server ? t("都在这台平板上。另有 %(n)s 项已存服务器", { n: server }) : t("都在这台平板上");
  if (typed) return t("打了字还没有加，只在这台平板上；加了以后自动上传");
  if (laid) return t("其余都已经在服务器上；%(n)s 项服务器没有收，您已经看过，只在这台平板的历史里", { n: laid });
  if (held) return t("都已经在服务器上，其中服务器先保留 %(n)s 项", { n: held });
  if (!field.net.proven) return "";
  if (unheard()) return t("%(time)s 和服务器核对时，您记的都已经在服务器上；以后还没有核对", { time: moment(field.net.proven) });
  return othersWaiting() ? t("您记的都已经在服务器上；这台平板上还有别人没上传的内容") : t("这台平板上记的都已经在服务器上");
}

/** The company and the way back, where all that stands here is of one visit. */
function paintTop() {
  const here = [...field.ops.values()].filter((op) => op.state !== "done" || field.photos.get(op.body.sha256)?.state === "local");
  const visits = new Map([...here, ...field.lost, ...notAdded().map((one) => one.of)].filter((one) => one.url && one.url !== "/field").map((one) => [one.url, one.client ?? ""]));
  const [url, client] = visits.size === 1 ? [...visits][0] : ["/field", ""];
  const label = t(visits.size === 1 ? "概况" : "今日");
  attr(slot("back"), "href", url);
  attr(slot("back"), "aria-label", t("返回 %(label)s", { label }));
  say(slot("back-label"), label);
  say(slot("who-detail"), client);
}

function paintLost({ lost }) {
  show(slot("lost"), lost);
  show(slot("lost-why"), lost);
  const found = field.lost.map((one) => one.found ?? "").sort().at(-1);
  say(slot("lost-found"), found ? t("%(time)s 发现。下面的内容本机和服务器都没有，要重新做。", { time: hour(found) }) : t("下面的内容本机和服务器都没有，要重新做。"));
  list(slot("lost-rows"), field.lost, (one) => one.item, () => clone("t-lost"), lostRow);
}

const ENDED = { session: "登录过期。记录都在本机，输入密码后继续上传。", person: "这台平板现在是别人登录着。记录都在本机，输入密码后继续上传。" };

function paint() {
  const numbers = counts();
  const { local, failed, lost, held, typed } = numbers;
  const alone = local + failed;
  paintTop();
  say(slot("unsent-title"), lost ? t("%(n)s 项已丢失", { n: lost }) : alone ? t("%(n)s 项还没到服务器", { n: alone }) : typed ? t("%(n)s 段没加的文字", { n: typed }) : t("没有还没上传的内容"));
  say(slot("unsent-lead"), lead(numbers));
  say(slot("again-why"), t(ENDED[field.net.note] ?? ENDED.session));
  show(slot("kept"), held);
  say(slot("kept-title"), t("服务器先保留 %(n)s 项", { n: held }));
  list(slot("kept-rows"), keptRows(), (row) => row.op.id, () => clone("t-kept"), keptRow);
  paintLost(numbers);
  const rows = waitRows();
  show(slot("waits"), rows.length);
  say(slot("waits-title"), t("等待上传 %(n)s 项", { n: local }));
  list(slot("waits-rows"), rows, (one) => one.key, () => clone("t-wait"), paintWait);
  paintUnadded();
  paintRefused();
  paintFacts();
}

export async function begin(pack) {
  changed(paint);
  await today.begin(pack);
  // what came behind the kept page has empty places
  addEventListener("renewed", () => { paint(); readFacts(); });
  paint();
  await readFacts();
}
