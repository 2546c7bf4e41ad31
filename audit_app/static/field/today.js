// Wiring of today's page, 我的 and help: the pill, sending what is on the shelf, and preparing documents for offline.
import { paintCards } from "./card.js";
import { moment } from "./clock.js";
import { say, show, slot } from "./dom.js";
import * as pages from "./pages.js";
import { paintPill } from "./pill.js";
import * as state from "./state.js";
import * as sync from "./sync.js";
import { speak, t } from "./words.js";

const { field } = state;

function paint() {
  paintPill();
  paintCards(new Set([...field.ops.values()].filter((op) => op.state === "local").map((op) => op.visit)));
  show(slot("as-of"), field.net.state === "offline");
  say(slot("as-of"), t("任务列表是 %(time)s 的，联网后更新", { time: moment(field.pack.now) }));
}

async function begin() {
  const pack = JSON.parse(document.getElementById("pack").textContent);
  speak(pack.words);
  await state.start(pack);
  state.changed(paint);
  paint();
  sync.listen();
  await pages.keepHere(location.pathname);
  await pages.listen();
}

begin();
