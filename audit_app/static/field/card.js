// What 今日 says of a visit: the tablet's own numbers where they are newer than those the page was made with.
import { tally } from "./counted.js";
import { $, $$, attr, say, show, slot } from "./dom.js";
import { conflicts, safety } from "./items.js";
import { field, refOf } from "./state.js";
import { nextTodo } from "./tree.js";
import { t } from "./words.js";

const key = (url) => `card:${field.pack.me.id}:${url}`;

/** On the visit's own page: keep its numbers for 今日. */
export function remember() {
  const { url, refs } = field.pack;
  const { all: total, judged, nonconforming, observation } = tally(refs.map((one) => one.ref));
  const next = nextTodo();
  const text = JSON.stringify({
    visit: field.pack.visit, ...safety(), seq: Math.max(field.pack.seq, field.since ?? 0), judged, total,
    two: conflicts().size, unfiled: [...field.model.photos.values()].filter((one) => !one.ref).length, nonconforming, observation, next, label: next && refOf(next).label,
  });
  try { if (localStorage.getItem(key(url)) !== text) localStorage.setItem(key(url), text); } catch { /* private window: the page's numbers stand */ }
}

/** What is kept of this person's visits: {url, visit, server, waits, two, unfiled, …}. */
function remembered() {
  try {
    const mine = Object.keys(localStorage).filter((name) => name.startsWith(key("")));
    return mine.map((name) => ({ ...JSON.parse(localStorage.getItem(name)), url: name.slice(key("").length) }));
  } catch { return []; }
}

/** {url, two} of the other visits of this person in which this tablet knows of two versions. */
export const twoElsewhere = () => remembered().filter((one) => one.two && one.url !== field.pack.url);

/** Items of the other visits of this person that the server has: what it had when the visit was left, and what came to it since. */
export const serverElsewhere = (isHere) => remembered().filter((one) => one.visit && one.url !== field.pack.url)
  .reduce((sum, one) => sum + one.server + one.waits.filter((item) => !isHere(`${one.visit}/${item}`)).length, 0);

/** Pictures without a clause in all visits of this person, as far as this tablet knows. */
export const unfiledElsewhere = () => remembered().reduce((sum, one) => sum + (one.unfiled ?? 0), 0);

/** On 今日: show what this tablet knows, unless the page itself is newer and nothing of the visit waits here. */
export function paintCards(unsent) {
  for (const card of $$("[data-card]")) {
    const { url, visit } = card.dataset;
    let known = null;
    try { known = JSON.parse(localStorage.getItem(key(url)) ?? "null"); } catch { known = null; }
    if (!known || (known.seq < field.pack.seq && !unsent.has(visit))) continue;
    const put = (name, words) => say($(`[data-count="${name}"]`, card), words);
    put("judged", t("%(judged)s / %(total)s 条", known));
    put("nonconforming", known.nonconforming);
    put("observation", known.observation);
    put("two", known.two);
    show($("[data-count=two]", card)?.parentElement, known.two);
    put("unfiled", known.unfiled);
    show(slot("unfiled", card), known.unfiled);
    attr($(".progress .bar rect:last-child", card), "width", `${known.total ? (100 * known.judged) / known.total : 0}%`);
    const next = $("[data-count=next]", card);
    say(next, known.next ? t("继续 %(label)s", known) : t("打开检查表"));
    attr(next?.closest("a"), "href", known.next ? `${url}/c/${known.next}` : url);
  }
}
