// Beside what is not on the server: the line, the sign-in and the room of this tablet; who else has work here; whether it may be handed back.
import { $, clone, draw, list, say, show, slot } from "./dom.js";
import { unfiledElsewhere } from "./card.js";
import { hour } from "./clock.js";
import { counts } from "./items.js";
import { othersHere, readOthers } from "./others.js";
import * as localStore from "./local_store.js";
import { field } from "./state.js";
import { line } from "./wire.js";
import { t } from "./words.js";

const SHOT = 4 * 2 ** 20;
const STOPPED = ["session", "person", "portal", "server"];

/** Whether nothing the server says now stands behind what this tablet believes: it was restored, perhaps, and asks for everything again. */
export const unheard = () => field.net.heard === false || field.net.state === "offline" || STOPPED.includes(field.net.note);

function paintLine() {
  say(slot("fact-line"), line.answered ? t("%(time)s 有回应", { time: hour(line.answered) }) : t("还没有回应"));
  const silent = line.answered && !navigator.onLine && field.net.state !== "offline";
  say(slot("fact-browser"), silent ? t("浏览器显示离线，照常上传") : "");
  const ended = { session: line.ended && t("%(time)s 发现已过期", { time: hour(line.ended) }), person: t("现在是别人登录着") }[field.net.note];
  show(slot("fact-signed").parentElement, ended);
  say(slot("fact-signed"), ended ?? "");
  say(slot("fact-proven"), field.net.proven ? hour(field.net.proven) : t("还没有"));
}

/** What has to be so before the tablet is handed back: {good, words}. */
function lights() {
  const { local, failed, lost, laid, two, typed } = counts();
  const others = othersHere();
  const here = local + failed + others.reduce((sum, one) => sum + one.n, 0);
  const words = typed + others.reduce((sum, one) => sum + one.typed, 0);
  const nothing = t(words || laid ? "没有等待上传的内容" : "没有只在这台平板上的内容");
  const unfiled = unfiledElsewhere();
  const all = [
    { good: !here, words: here ? t("%(n)s 项只在这台平板上", { n: here }) : nothing },
    { good: !two, words: two ? t("%(n)s 项待核对", { n: two }) : t("没有待核对的内容") },
    { good: !unfiled, words: unfiled ? t("待归类照片 %(n)s 张", { n: unfiled }) : t("没有待归类的照片") },
  ];
  if (!here && unheard()) all.push({ good: false, words: t("还没有和服务器核对，联网并登录以后再看") });
  if (laid) all.push({ good: true, words: t("%(n)s 项没有收，您已经看过：只在这台平板的历史里，还要的请先抄下", { n: laid }) });
  if (words) all.push({ good: false, words: t("%(n)s 段没加的文字", { n: words }) });
  return lost ? [...all, { good: false, words: t("%(n)s 项已丢失", { n: lost }) }] : all;
}

function paintLight(item, { good, words }) {
  draw($("svg", item), good ? "lit" : "todo", good ? "c-ok" : "c-todo");
  say($(".vh", item), good ? t("好了") : t("还没有好"));
  say($("span:last-child", item), words);
}

export function paintFacts() {
  const others = othersHere();
  paintLine();
  show(slot("others-here"), others.length);
  list(slot("others-rows"), others, (one) => one.name, () => clone("t-other-here"), (item, one) => {
    say($("dt", item), one.name);
    say($("dd span", item), [one.n && t("%(n)s 项没上传", one), one.typed && t("%(n)s 段没加的文字", { n: one.typed })].filter(Boolean).join(t("，")));
    say($(".sm", item), t(one.n ? "由%(name)s登录后上传" : "由%(name)s登录后加上", one));
  });
  const all = lights();
  list(slot("lights"), all, (one) => all.indexOf(one), () => clone("t-light"), paintLight);
  say(slot("hand-in"), all.every((one) => one.good) ? t("可以交回") : t("先不要交回"));
}

export async function readFacts() {
  const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
  say(slot("fact-space"), quota ? t("还够拍约 %(n)s 张", { n: Math.max(0, Math.floor((quota - usage) / SHOT)) }) : t("浏览器没有说"));
  say(slot("fact-protected"), (await localStore.mark("protected")) ? t("数据受保护") : t("可能被系统清理"));
  await readOthers();
  paintFacts();
}
