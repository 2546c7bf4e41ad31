// The wall of photos: the clauses at the left with their counts, which add up by home clause; uses of another clause's photo stand beside as 另用.
import { $, $$, attr, clone, list, say, show, slot } from "./dom.js";
import { told } from "./claims.js";
import { hour } from "./clock.js";
import { paintShot, photoState, photosOf } from "./evidence.js";
import { alsoAt } from "./fold.js";
import { place } from "./router.js";
import { field, may, refOf } from "./state.js";
import { t } from "./words.js";

const ALL = "all";
const UNFILED = "unfiled";
const view = { shown: ALL };
const photos = () => [...field.model.photos.values()];

function inOrder() {
  const order = new Map(field.pack.refs.map((one, at) => [one.ref, at]));
  return photos().sort((a, b) => (order.get(a.ref) ?? -1) - (order.get(b.ref) ?? -1) || (a.number < b.number ? -1 : 1));
}

/** Each says its clause and its number there; what waits for a clause says when it was taken. */
function paintOnWall(figure, photo) {
  paintShot(figure, photo);
  figure.classList.toggle("unfiled", !photo.ref);
  const said = photo.ref ? `${refOf(photo.ref)?.number ?? photo.ref} ${photo.number.slice(photo.number.lastIndexOf("-") + 1)}` : `${t("待归类")} ${told(photo.taken_at, hour)}`;
  const also = alsoAt(photo).map((ref) => refOf(ref)?.number ?? ref).join(t("、"));
  say($("figcaption", figure), also ? `${said} · ${t("另用 %(refs)s", { refs: also })}` : said);
}

function paintRows(all) {
  const home = (ref) => all.filter((one) => one.ref === ref).length;
  const used = (ref) => all.filter((one) => alsoAt(one).includes(ref)).length;
  const refs = field.pack.refs.filter(({ ref }) => home(ref) || used(ref));
  if (![ALL, UNFILED].includes(view.shown) && !refs.some(({ ref }) => ref === view.shown)) view.shown = ALL;
  list(slot("wall-refs"), refs, (one) => one.ref, () => clone("t-wall-row"), (row, { ref, number, title }) => {
    row.dataset.wall = ref;
    say($(".no", row), number ?? "");
    say($(".nm", row), title);
    say($(".also", row), used(ref) ? t("另用 %(n)s", { n: used(ref) }) : "");
    say($(".n", row), home(ref));
  });
  say(slot("n-wall"), all.length);
  say(slot("n-unfiled"), home(null));
  $$("[data-wall]").forEach((row) => {
    row.classList.toggle("on", row.dataset.wall === view.shown);
    attr(row, "aria-current", row.dataset.wall === view.shown ? "true" : null);
  });
}

/** Where all of them are: each is in one number, so that the numbers add up to all. */
function whereThey(all) {
  const n = (...states) => all.filter((one) => states.includes(photoState(one))).length;
  const saved = t("%(there)s 张已存服务器，%(here)s 张已存本机", { there: n("server"), here: n("local", "sending") });
  const rest = [["failed", "%(n)s 张上传失败"], ["lost", "%(n)s 张丢失"], ["awaited", "%(n)s 张还没到服务器"]];
  return [saved, ...rest.filter(([state]) => n(state)).map(([state, words]) => t(words, { n: n(state) }))].join(t("，"));
}

export function paintWall() {
  const all = inOrder();
  paintRows(all);
  const unfiled = all.filter((one) => !one.ref);
  const shown = { [ALL]: all, [UNFILED]: unfiled }[view.shown] ?? photosOf([view.shown]);
  list(slot("wall"), shown, (one) => one.id, () => clone("t-shot"), paintOnWall);
  show(slot("no-photos"), !shown.length);
  say(slot("wall-said"), unfiled.length ? t("%(n)s 张，待归类 %(unfiled)s 张", { n: all.length, unfiled: unfiled.length }) : t("%(n)s 张", { n: all.length }));
  say(slot("wall-saved"), whereThey(all));
  show($("[data-act=camera]", $("[data-place=photos]")), may("photo.add"));
}

/** The clause new photos belong to on this screen; null where there is none. */
export function refHere() {
  if (place.name === "clause") return place.ref;
  if (place.name === "photos") return [ALL, UNFILED].includes(view.shown) ? null : view.shown;
  const form = [...field.model.nonconformities.values()].find((one) => one.number === place.number);
  return form?.clauses[0] ?? null;
}

export function listen() {
  const section = $("[data-place=photos]");
  section.addEventListener("click", (event) => {
    const row = event.target.closest("[data-wall]");
    if (event.target.closest("[data-act=wall-clauses]")) section.classList.toggle("show-list");
    if (!row) return;
    event.preventDefault();
    view.shown = row.dataset.wall;
    section.classList.remove("show-list");
    paintWall();
  });
  addEventListener("box", ({ detail }) => {
    if (detail !== UNFILED) return;
    view.shown = UNFILED;
    paintWall();
    $("[data-act=view]", slot("wall"))?.click();
  });
}
