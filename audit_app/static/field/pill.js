// The pill at the top right: one meaning at a time, what stops everything first. Being offline is calm, never red.
import { $, draw, say, show, slot } from "./dom.js";
import { paintAgain } from "./again.js";
import { hour } from "./clock.js";
import { counts } from "./items.js";
import { KEPT } from "./kept_back.js";
import { othersWaiting } from "./others.js";
import { paintReasons } from "./reasons.js";
import { field } from "./state.js";
import { t } from "./words.js";

const OFFLINE_NOTE = "没有网络也可以继续审核。有网络后，打开本应用就会自动上传。";
const LOST_NOTE = "丢失的内容没有重做或勾掉以前，这里不会显示「全部已存服务器」。";
const NOTES = {
  person: "这台平板现在是别人登录着。%(name)s 的记录都在本机，由本人登录后继续上传",
  session: "登录过期。记录都在本机，输入密码后继续上传", portal: "这个 Wi-Fi 要先在网页登录", server: "服务器暂时不能接收，会自动再试",
  gone: "您已不在这次任务的组里。写下的都还在，请联系派您的人",
  unknown: "服务器上没有这次任务，可能恢复了较早的备份。写下的都还在这台平板上，请告诉管理员",
};

const here = (words, n) => (n ? t("%(words)s · %(n)s 项已存本机", { words, n }) : words);
/** Behind everything else: words in a form are no item until they are added, and nothing is 全部已存 over them. */
const withTyped = (words, n) => [...[words].flat(), ...(n ? [t("%(n)s 段没加的文字", { n })] : [])].join(" · ");

/** What waits for a person, in words: kept back by the server, then two versions. */
const forPeople = ({ kept, two }) => [...Object.keys(KEPT).filter((by) => kept[by]).map((by) => t(KEPT[by], { n: kept[by] })),
  ...(two ? [t("%(n)s 项待核对", { n: two })] : [])];
const notTaken = (n) => (n ? [t("%(n)s 项上传失败", { n })] : []);

/** {level, symbol, text, short}: first what is not even kept here, then what stops everything, then what is not sent yet with what waits for a person beside it. */
export function meaning({ keeping, local, two, failed, kept = {}, lost = 0, typed = 0, others = 0, round = {} }, net, secure = window.isSecureContext) {
  if (keeping?.all) return { level: "sending", symbol: "local", text: t("正在存入本机 %(n)s / %(all)s", { n: keeping.done, all: keeping.all }), short: keeping.all - keeping.done };
  const alone = local + failed;
  const stopped = (level, symbol, words) => ({ level, symbol, text: withTyped(here(words, alone), typed), short: alone + typed || "" });
  if (net.note === "session") return stopped("ended", "key", t("登录过期"));
  if (net.note === "person") return stopped("ended", "key", t("现在是别人登录着"));
  if (net.state === "offline") return stopped("offline", "local", t(secure ? "离线" : "没有网络"));
  if (lost) return { level: "bad", symbol: "warn", text: withTyped(t("%(n)s 项丢失", { n: lost }), typed), short: lost };
  const people = forPeople({ kept, two });
  const beside = (words) => withTyped([words, ...people], typed);
  if (net.state === "sending" && round.all) return { level: "sending", symbol: "send", text: beside(t("上传中 %(n)s / %(all)s", { n: round.sent, all: round.all })), short: local };
  if (local) return { level: "waiting", symbol: "local", text: beside(t("%(n)s 项等待上传", { n: local })), short: local };
  const waiting = two + Object.values(kept).reduce((sum, n) => sum + n, 0);
  if (waiting) return { level: "two", symbol: waiting > two ? "local" : "two", text: withTyped([...people, ...notTaken(failed)], typed), short: waiting + failed };
  if (failed) return { level: "bad", symbol: "warn", text: withTyped(notTaken(failed), typed), short: failed };
  if (typed) return { level: "waiting", symbol: "pen", text: withTyped([], typed), short: typed };
  if (others && net.proven && net.heard !== false) return { level: "waiting", symbol: "local", text: t("您的都已存服务器 · 别人 %(n)s 项没上传", { n: others }), short: others };
  if (net.proven && net.heard !== false) return { level: "done", symbol: "cloud", text: t("全部已存服务器 %(time)s", { time: hour(net.proven) }), short: "" };
  return { level: "idle", symbol: "local", text: t("正在和服务器核对"), short: "" };
}

export function paintPill() {
  const numbers = counts();
  const { level, symbol, text, short } = meaning({ ...numbers, others: othersWaiting() }, field.net);
  const pill = slot("sync");
  if (pill.dataset.level !== level) pill.dataset.level = level;
  draw($("summary svg", pill), symbol);
  say(slot("pill"), text);
  say(slot("pill-count"), short);
  show(slot("pill-failed"), numbers.failed && level !== "bad");
  for (const name of ["local", "server", "two", "held", "failed", "lost", "typed"]) say(slot(`n-${name}`), numbers[name]);
  for (const name of ["held", "lost", "typed"]) show(slot(`n-${name}`).closest("li"), numbers[name]);
  paintReasons(slot("reasons"));
  say(slot("pill-note"), t(numbers.lost ? LOST_NOTE : NOTES[field.net.note] ?? OFFLINE_NOTE, field.pack.me));
  paintAgain();
  show(slot("gone"), field.gone);
}
