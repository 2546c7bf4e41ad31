// The tablet's clock: real, or the frozen one of the sample data. Times are UTC instants as text; screens show the site's time zone.
import { t } from "./words.js";

const ZONE = "Asia/Shanghai";
const HOUR = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: ZONE });
const DAY = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: ZONE });
let frozen = null;

export function freeze(instant) {
  frozen = instant ?? null;
}

export const now = () => frozen ?? new Date().toISOString();
export const millis = () => Date.parse(now());

/** `10:42` at the site. */
export const hour = (instant) => (instant ? HOUR.format(new Date(instant)) : "");
/** `2023-10-27` at the site. */
export const day = (instant) => DAY.format(new Date(instant));
/** `10-27 10:42`, with the year when it is another one. */
export function moment(instant) {
  const then = day(instant);
  return `${then.slice(0, 4) === day(now()).slice(0, 4) ? then.slice(5) : then} ${hour(instant)}`;
}

const WEEK = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];
const parts = (iso) => {
  const [year, month, date] = iso.split("-").map(Number);
  return { year, month, date, week: t(WEEK[new Date(Date.UTC(year, month - 1, date)).getUTCDay()]) };
};
/** `2023 年 11 月 26 日`; the weekday apart, so that only the date is bold. */
export const dateWords = (iso) => t("%(year)s 年 %(month)s 月 %(date)s 日", parts(iso));
export const weekday = (iso) => parts(iso).week;
/** `30 天`, `一个月`; a day apart has its own words. */
export const termWords = ({ days, months }) => (months ? t({ 1: "一个月", 3: "三个月" }[months] ?? "%(n)s 个月", { n: months }) : t("%(n)s 天", { n: days }));
/** `11 月 27 日 周一` */
export const dayWords = (iso) => t("%(month)s 月 %(date)s 日 %(week)s", parts(iso));
