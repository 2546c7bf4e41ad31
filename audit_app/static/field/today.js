// Wiring of today's page, 我的 and help: the pill, sending what is on the local store, and preparing documents for offline.
import { paintCards } from "./card.js";
import { moment } from "./clock.js";
import { $$, say, show, slot } from "./dom.js";
import * as lists from "./lists.js";
import { nameSeverities } from "./look.js";
import { readOthers } from "./others.js";
import * as pages from "./pages.js";
import { paintPill } from "./pill.js";
import * as schedule from "./schedule.js";
import * as state from "./state.js";
import * as sync from "./sync.js";
import * as again from "./again.js";
import * as taken from "./taken.js";
import * as witness from "./witness.js";
import { speak, t } from "./words.js";

const { field } = state;

function paint() {
  paintPill();
  taken.paintTaken();
  const unsent = [...field.ops.values()].filter((op) => op.state === "local");
  paintCards(new Set(unsent.map((op) => op.visit)));
  $$("[data-card]").forEach((card) => show(slot("handed-in", card), unsent.some((op) => op.kind === "audit.submit" && op.visit === card.dataset.visit)));
  show(slot("as-of"), field.net.state === "offline");
  say(slot("as-of"), t("任务列表是 %(time)s 的，联网后更新", { time: moment(field.pack.now) }));
}

/** What came behind the kept page: the cards as they are now. */
async function renew({ detail: { pack, html } }) {
  const main = document.createRange().createContextualFragment(html).querySelector("main");
  document.querySelector("main").replaceWith(main);
  field.pack = pack;
  field.taken = pack.taken ?? field.taken;
  paint();
  await pages.paintCards();
}

export async function begin(pack) {
  speak(pack.words);
  nameSeverities(pack.severities);
  await state.start(pack);
  await readOthers();
  await witness.begin();
  await taken.begin();
  state.changed(paint);
  paint();
  addEventListener("renewed", renew);
  lists.listen();
  again.listen();
  sync.listen();
  schedule.listen();
  pages.listen();
  await pages.keepHere(location.pathname);
  await pages.paintCards();
  document.documentElement.dataset.offline = "1";
}
