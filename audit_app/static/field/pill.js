// The pill at the top right: one meaning at a time, in the order of product.md 5.2. Being offline is calm, never red.
import { $, draw, say, show, slot } from "./dom.js";
import { hour } from "./clock.js";
import { counts } from "./items.js";
import { paintReasons } from "./reasons.js";
import { field } from "./state.js";
import { t } from "./words.js";

const OFFLINE_NOTE = "没有网络也可以继续审核。有网络后，打开本应用就会自动上传。";
const NOTES = {
  person: "这台平板现在是别人登录着。%(name)s 的记录都在本机，由本人登录后继续上传",
  session: "登录过期。记录都在本机，输入密码后继续上传", portal: "这个 Wi-Fi 要先在网页登录", server: "服务器暂时不能接收，5 分钟后再试",
  gone: "你已不在这次审核组。记录保留在本机，请联系计划人员",
};

/** {level, symbol, text, short} of the counts and of what the network is doing. */
export function meaning({ local, two, failed }, net, secure = window.isSecureContext) {
  if (failed) return { level: "bad", symbol: "warn", text: t("%(n)s 项上传失败", { n: failed }), short: failed };
  if (two) return { level: "two", symbol: "two", text: t("%(n)s 项待核对", { n: two }), short: two };
  if (net.state === "sending" && net.total) return { level: "sending", symbol: "send", text: t("上传中 %(n)s / %(all)s", { n: Math.max(0, net.total - local), all: net.total }), short: local };
  if (net.state === "offline") {
    return { level: "offline", symbol: "local", text: local ? t("离线 · %(n)s 项已存本机", { n: local }) : t(secure ? "离线" : "没有网络"), short: local || "" };
  }
  if (local) return { level: "waiting", symbol: "local", text: t("%(n)s 项等待上传", { n: local }), short: local };
  if (net.proven) return { level: "done", symbol: "cloud", text: t("全部已存服务器 %(time)s", { time: hour(net.proven) }), short: "" };
  return { level: "idle", symbol: "local", text: t("已存本机"), short: "" };
}

export function paintPill() {
  const numbers = counts();
  const { level, symbol, text, short } = meaning(numbers, field.net);
  const pill = slot("sync");
  if (pill.dataset.level !== level) pill.dataset.level = level;
  draw($("summary svg", pill), symbol);
  say(slot("pill"), text);
  say(slot("pill-count"), short);
  for (const name of ["local", "server", "two", "failed"]) say(slot(`n-${name}`), numbers[name]);
  paintReasons(slot("reasons"));
  say(slot("pill-note"), t(NOTES[field.net.note] ?? OFFLINE_NOTE, field.pack.me));
  show(slot("sign-in"), ["session", "person"].includes(field.net.note));
}
