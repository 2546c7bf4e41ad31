// Words put on the clipboard, where this browser lets us; else it is said how it is done by hand.
import { say } from "./dom.js";
import { t } from "./words.js";

export async function copy(words, button) {
  try {
    await navigator.clipboard.writeText(words);
    say(button, t("已复制"));
  } catch {
    say(button, t("请长按文字来复制"));
  }
}
