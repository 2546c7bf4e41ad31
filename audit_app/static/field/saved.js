// Where the things of a clause are kept, in a line beside its title.
import { $, draw, say, show, slot } from "./dom.js";
import { told } from "./claims.js";
import { hour } from "./clock.js";
import { keptWhy, keptWord } from "./kept_back.js";
import { t } from "./words.js";

export function paintSaved(element, saved) {
  if (show(element, saved), !saved) return;
  const waits = saved.state === "held";
  say(slot("saved-why", element), waits ? keptWhy(saved.held) : "");
  if (waits) {
    draw($("svg", element), "hold", "c-minor", "i i-s");
    say($("span", element), keptWord(saved.held));
    return;
  }
  draw($("svg", element), saved.state === "server" ? "cloud" : "local", "", "i i-s");
  say($("span", element), `${t(saved.state === "server" ? "已存服务器" : "已存本机")} ${told(saved.at, hour)}`);
}
