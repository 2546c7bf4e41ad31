// Wiring of the audit's document: read the pack, open the local store, paint, listen, send. What each part does is in its own module.
import { $, say, show, slot } from "./dom.js";
import * as camera from "./camera.js";
import * as card from "./card.js";
import * as clause from "./clause.js";
import * as closing from "./closing_page.js";
import * as confirm from "./confirm.js";
import * as lacking from "./lacking.js";
import * as cover from "./cover.js";
import * as evidence from "./evidence.js";
import * as form from "./form.js";
import { current } from "./form_state.js";
import * as formActs from "./form_acts.js";
import * as guide from "./guide.js";
import * as keeping from "./keeping.js";
import * as lists from "./lists.js";
import { nameSeverities } from "./look.js";
import * as notes from "./notes.js";
import { paintNotPicked } from "./not_picked.js";
import { readOthers } from "./others.js";
import * as pages from "./pages.js";
import { paintPill } from "./pill.js";
import * as recall from "./recall.js";
import * as record from "./record.js";
import * as router from "./router.js";
import * as schedule from "./schedule.js";
import * as state from "./state.js";
import * as submit from "./submit.js";
import * as sync from "./sync.js";
import * as taken from "./taken.js";
import * as telling from "./telling.js";
import * as tree from "./tree.js";
import * as undo from "./undo.js";
import * as again from "./again.js";
import * as wall from "./wall.js";
import * as witness from "./witness.js";
import { speak, t } from "./words.js";

const { field } = state;
let formId = null;

/** Draw the place that is open; `opened` when it was not open before. */
function paintPlace(place, opened) {
  cover.paintTop(place, current());
  if (place.name === "cover") cover.paintCover();
  if (place.name === "clause") clause.paintClause(opened);
  if (place.name === "form") form.paintForm(opened);
  if (place.name === "list") cover.paintList();
  if (place.name === "photos") wall.paintWall();
  if (place.name === "close") closing.paintClosing();
  submit.paintHandedIn();
  paintNotPicked();
  lacking.mend();
}

function open(place) {
  undo.dismiss();
  // what was opened over another place (the camera, a photo) does not stay over this one
  if (place.name !== "form" || current()?.id !== formId) document.querySelectorAll("dialog[open]").forEach((one) => one.close());
  tree.paintTree();
  if (place.name === "form" && !current()) { router.go("nc", { replace: true }); return; }
  formId = place.name === "form" ? current().id : null;
  paintPlace(place, true);
  $(".split").classList.remove("show-list");
  if (place.name === "clause") tree.reveal(place.ref);
  slot("more").open = false;
}

function repaint() {
  if (formId) formActs.followNumber(formId);
  if (router.place.name === "form" && !current()) router.go("nc", { replace: true });
  tree.paintTree();
  paintPlace(router.place, false);
  paintPill();
  card.remember();
}

/** The sentence lies over everything, also over an open dialog: below it nobody would see it. */
function trouble(sentence) {
  const box = slot("trouble");
  (document.querySelector("dialog[open]") ?? document.body).append(box);
  say($("span", box), sentence);
  show(box, true);
}

const acts = {
  list: () => { $(".split").classList.toggle("show-list"); tree.reveal(router.place.ref); },
  clear: () => { slot("more").open = false; clause.judge(router.place.ref, null); },
  workshop: (button) => {
    const on = document.documentElement.toggleAttribute("data-workshop");
    button.setAttribute("aria-pressed", String(on));
    slot("more").open = false;
  },
  history: () => { slot("more").open = false; },
  "trouble-seen": () => show(slot("trouble"), false),
};

function listen() {
  addEventListener("trouble", (event) => trouble(event.detail)); // before the parts: some have something to say at once
  [lists, keeping, tree, clause, record, undo, camera, evidence, wall, notes, formActs, lacking, confirm, recall, submit, again, telling].forEach((part) => part.listen());
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button) acts[button.dataset.act]?.(button);
  });
  document.querySelectorAll("dialog").forEach((one) => one.addEventListener("close", () => document.body.append(slot("trouble"))));
  addEventListener("notkept", (event) => {
    console.warn("not kept", event.detail);
    trouble(t("没有存下。本机空间可能已满，请先上传或清理，再做一次。"));
  });
}

const refsOf = ({ refs }) => JSON.stringify(refs);

/** The audit was corrected: the cover, where nothing is typed, is the new one; other clauses need the whole page, after what is being typed was kept. */
async function renewed(page) {
  if (refsOf(page.pack) !== refsOf(field.pack)) { await record.flush(); await keeping.settled(); location.reload(); return; }
  const parts = document.createRange().createContextualFragment(page.html);
  $("[data-place=cover]").replaceChildren(...$("[data-place=cover]", parts).childNodes);
  state.renew(page.pack);
}

export async function begin(pack) {
  speak(pack.words);
  nameSeverities(pack.severities);
  try {
    await state.start(pack);
    await readOthers();
    await witness.begin();
    await taken.begin();
  } catch (problem) {
    console.warn("no local store", problem);
    trouble(t("这个浏览器不能在本机保存记录（可能是无痕窗口，或空间已满）。请换一个窗口再打开，先不要开始记录。"));
    return;
  }
  listen();
  await record.takeUp().catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));
  addEventListener("renewed", (event) => renewed(event.detail));
  router.begin(pack.url, pack.refs.map((one) => one.ref), open);
  state.changed(repaint);
  repaint();
  router.boxAsked();
  guide.begin();
  document.documentElement.dataset.ready = "1";
  sync.listen();
  schedule.listen();
  document.documentElement.dataset.offline = (await pages.keepHere(pack.url)) ? "1" : "0";
}
