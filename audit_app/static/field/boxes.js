// Text boxes: what is pasted comes in tidy with the caret in its place, what is too long stays out with its count, and a
// sentence about a box stands right above it.
import { $, attr, el, icon, say, show } from "./dom.js";
import { tidy } from "./tidy.js";
import { t } from "./words.js";

const TEXT = "textarea, input:not([type]), input[type=text]";

/** Say above a box what is wrong with it; nothing takes the sentence away. `act` is an element beside the sentence. */
export function complain(box, sentence, act = null) {
  let line = box.previousElementSibling;
  if (!line?.matches(".of-box")) {
    if (!sentence) return;
    line = el("p", "err of-box");
    line.id = `${box.id}-said`;
    line.append(icon("warn", "i i-s"), el("span"));
    box.before(line);
    attr(box, "aria-describedby", [box.getAttribute("aria-describedby"), line.id].filter(Boolean).join(" "));
  }
  show(line, sentence);
  say($("span", line), sentence ?? "");
  $(".btn", line)?.remove();
  if (sentence && act) line.append(act);
  if (sentence || box.dataset.said) attr(box, "aria-invalid", sentence ? "true" : null);
  attr(box, "data-said", sentence ? "1" : null);
}

function neaten({ target, isComposing }) {
  if (isComposing || !target.matches?.(TEXT)) return;
  const own = (text) => (target.matches("input") ? tidy(text).replace(/\n/g, " ") : tidy(text));
  const { value, selectionStart: at } = target;
  if (own(value) === value) return;
  target.value = own(value);
  const caret = own(value.slice(0, at)).length;
  target.setSelectionRange(caret, caret);
}

/** Text that comes in at once (paste, drop) and does not fit stays out, whole: a browser would cut it without a word. */
function turnAway(event) {
  const { target: box, inputType } = event;
  if (!box.matches?.(TEXT) || box.maxLength < 0 || !/^insertFrom(Paste|Drop|Yank)/.test(inputType)) return;
  const coming = tidy(event.dataTransfer?.getData("text/plain") ?? event.data ?? "");
  const stays = box.value.length - (box.selectionEnd - box.selectionStart);
  if (coming.length + stays <= box.maxLength) return;
  event.preventDefault();
  const numbers = { coming: coming.length, most: box.maxLength, room: Math.max(0, box.maxLength - stays) };
  complain(box, t("要粘贴的有 %(coming)s 个字，这里最多 %(most)s 个，还能写 %(room)s 个。没有贴进来，请分几处写或先删短。", numbers));
  box.dataset.tooLong = "1";
}

function full(box) {
  complain(box, t("这里最多 %(most)s 个字，已经写满，再打的没有写进去。请分几处写或先删短。", { most: box.maxLength }));
  box.dataset.tooLong = "1";
}

/** What is typed into a full box: the browser stops it without a word. */
function stopped({ target: box, inputType, data }) {
  if (!box.matches?.(TEXT) || box.maxLength < 0 || !/^insert(Text|LineBreak|Paragraph)/.test(inputType)) return;
  const stays = box.value.length - (box.selectionEnd - box.selectionStart);
  if (stays + (data ?? "\n").length > box.maxLength) full(box);
}

/** An input method may write past the end while it composes; what it loses then is said, too. */
function composed({ target: box, data }) {
  if (box.matches?.(TEXT) && box.maxLength >= 0 && data && box.value.length >= box.maxLength && !box.value.slice(0, box.selectionEnd).endsWith(data)) full(box);
}

function mended({ target }) {
  if (!target.dataset?.tooLong) return;
  delete target.dataset.tooLong;
  complain(target, null);
}

export function listen() {
  document.addEventListener("input", neaten, true);
  document.addEventListener("compositionend", neaten, true);
  document.addEventListener("beforeinput", turnAway, true);
  document.addEventListener("beforeinput", stopped, true);
  document.addEventListener("input", mended, true);
  document.addEventListener("compositionend", (event) => setTimeout(composed, 0, event), true);
}
