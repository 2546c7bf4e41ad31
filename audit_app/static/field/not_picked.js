// Files that were picked and not taken: said beside the evidence they were picked for, until somebody has read it or picks again there.
import { $, clone, say, show } from "./dom.js";
import { place } from "./router.js";
import { emit } from "./state.js";

const said = new Map(); // place: sentences
const here = () => (place.name === "clause" ? `c/${place.ref}` : place.name === "form" ? `nc/${place.number}` : "photos");
const root = (key) => (key.startsWith("c/") ? $(`[data-clause="${CSS.escape(key.slice(2))}"]`) : $(key.startsWith("nc/") ? "[data-place=form]" : "[data-place=photos]"));

/** Begin with what is picked here; gives what takes the sentences. Who has gone on to another place is told over it. */
export function picking() {
  const at = here();
  said.delete(at);
  emit();
  return (words) => {
    said.set(at, words);
    emit();
    if (here() !== at) dispatchEvent(new CustomEvent("trouble", { detail: words }));
  };
}

/** The sentences of the place that is open. */
export function paintNotPicked() {
  const at = here();
  const strip = $(".strip, .evi, .wall", root(at));
  if (!strip) return;
  const words = said.get(at);
  let line = strip.nextElementSibling?.matches(".not-picked") ? strip.nextElementSibling : null;
  if (!line && words) strip.after(line = clone("t-not-picked"));
  if (!line) return;
  show(line, words);
  say($("span", line), words ?? "");
  $("button", line).onclick = () => { said.delete(at); emit(); };
  if (words && line.dataset.said !== words) line.scrollIntoView({ block: "nearest" });
  line.dataset.said = words ?? "";
}
