// Wiring of today's page, 我的 and help: the pill, sending what is on the shelf, and preparing documents for offline.
import * as pages from "./pages.js";
import { paintPill } from "./pill.js";
import * as state from "./state.js";
import * as sync from "./sync.js";
import { speak } from "./words.js";

async function begin() {
  const pack = JSON.parse(document.getElementById("pack").textContent);
  speak(pack.words);
  await state.start(pack);
  state.changed(paintPill);
  paintPill();
  sync.listen();
  await pages.keepHere(location.pathname);
  await pages.listen();
}

begin();
