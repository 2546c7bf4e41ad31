// Deleting a draft and taking it back: words of another person go only when they were on this screen, and that person is told.
import { told } from "./claims.js";
import { $, clone, list, once, say, show, slot } from "./dom.js";
import { hour } from "./clock.js";
import { current } from "./form_state.js";
import { FIELD_NAMES } from "./refusals.js";
import { flush } from "./record.js";
import { go, link } from "./router.js";
import { act, bases, changed, field, may, takeBack } from "./state.js";
import { isSeen, takenRows, tellOnce, tick } from "./taken.js";
import { SECONDS, offerUndo } from "./undo.js";
import { t } from "./words.js";

const dialog = () => document.getElementById("d-delete");
const headsOf = (one) => Object.entries(one.heads).flatMap(([name, heads]) => heads.map((head) => ({ ...head, name })));
const wrote = (one, person) => one.author === person || headsOf(one).some((head) => head.author === person);

/** {name of a person: names of the fields} of what others wrote in it. */
function ofOthers(one) {
  const found = new Map();
  for (const head of headsOf(one).filter(({ author }) => author !== field.pack.me.id)) {
    found.set(head.author_name, (found.get(head.author_name) ?? new Set()).add(t(FIELD_NAMES[head.name] ?? "")));
  }
  return found;
}

/** The op that deletes it, upon every head that is on this screen. */
export const withdrawing = (one, reason = "") => ({
  kind: "nonconformity.withdraw", subject: one.id, body: { reason },
  base: Object.fromEntries(Object.entries(one.heads).map(([name, heads]) => [name, bases(heads)])),
});

async function remove(one) {
  const ops = await act(() => [withdrawing(field.model.nonconformities.get(one.id) ?? one)], { wait: SECONDS * 1000 });
  go(`c/${one.clauses[0]}`);
  offerUndo(t("已删除草稿 %(number)s", one), () => takeBack(ops), () => [go(`nc/${encodeURIComponent(one.number)}`), $("[data-place=form] [data-act=withdraw]")][1]);
}

/** 删除草稿: own words at once, words of others after a question that names who wrote what. */
export const withdraw = once(async () => {
  await flush();
  const one = current();
  if (!one) return;
  const others = ofOthers(one);
  if (!others.size) { await remove(one); return; }
  const who = [...others].map(([name, fields]) => t("%(name)s写的%(fields)s", { name, fields: [...fields].join(t("、")) })).join(t("、"));
  say(slot("delete-who", dialog()), t("%(number)s 里有%(who)s。删除后写的人会看到，也可以恢复。", { number: one.number, who }));
  dialog().showModal();
});

const confirmed = once(async () => {
  const one = current();
  dialog().close();
  if (one) await remove(one);
});

/** Whether an own act on it came too late: it was to be raised or confirmed. */
const wanted = (one) => [...field.ops.values()].some((op) => op.subject === one.id && op.why === "draft_deleted");
/** Drafts that are deleted and can be taken back by this person: whose words are in it, who deleted it, who asked the company to confirm it. */
const recoverable = () => [...field.model.withdrawn.values()]
  .filter((one) => !one.raised_at && may("nonconformity.restore") && (wrote(one, field.pack.me.id) || one.gone?.author === field.pack.me.id || wanted(one)));

/** Those that another person deleted while words of mine are in them. */
export const takenFromMe = () => (field.model ? recoverable().filter((one) => one.gone && one.gone.author !== field.pack.me.id && wrote(one, field.pack.me.id)) : []);

export const goneWords = (one) => t("%(name)s 删除了草稿 %(number)s，您写的内容还在，可以恢复", { name: one.gone.author_name, number: one.number });

async function restore(one) {
  await act([{ kind: "nonconformity.restore", subject: one.id }]);
  go(`nc/${encodeURIComponent(one.number)}`);
}

export function paintDeleted() {
  const gone = recoverable();
  show(slot("deleted"), gone.length);
  list($("ul", slot("deleted")), gone, (one) => one.id, () => clone("t-deleted"), (row, one) => {
    say($("b", row), one.number);
    say($(".t span", row), [t("%(name)s %(time)s 删除", { name: one.gone?.author_name ?? "", time: one.gone ? told(one.gone.at, hour) : "" }), one.fact].filter(Boolean).join(" · "));
    $("button", row).onclick = () => restore(one).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));
  });
}

/** The rows behind the pill: each leads to where it can be taken back. */
export const goneRows = () => takenFromMe().filter((one) => !isSeen(one.gone.op))
  .map((one) => ({ key: `gone:${one.id}`, op: one.gone.op, words: goneWords(one), href: link("nc"), seen: () => tick(one.gone.op) }));

/** Say it over everything, once; afterwards it stands behind the pill and in the list. */
const tell = () => tellOnce([...goneRows(), ...takenRows()]);

export function listen() {
  $("[data-act=delete]", dialog()).addEventListener("click", () => confirmed().catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail }))));
  changed(tell);
  tell();
}
