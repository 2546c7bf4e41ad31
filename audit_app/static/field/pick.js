// Choosing a clause from the whole list: by its number (dots or not) or a word of its title; Enter takes the first.
import { $$, show, slot } from "./dom.js";
import { squeeze } from "./search.js";

const dialog = () => document.getElementById("d-clause");
const rows = () => $$("[data-pick]", dialog());
let use = null;

/** Show of some rows those that `text` finds; `none` stands where there is no such row. */
export function narrow(some, text, none) {
  const query = squeeze(text);
  some.forEach((row) => show(row, squeeze(row.textContent).startsWith(query) || (!/^\d/.test(query) && squeeze(row.textContent).includes(query))));
  show(none, some.every((row) => row.hidden));
}

/** Enter in a search takes the first row it has found. */
export const enterTakesFirst = (search, some) => search.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  some().find((row) => !row.hidden)?.click();
});

/** Open it with nothing typed and the search focused; `then` is given the clause. */
export function openPick(then) {
  use = then;
  slot("pick-search").value = "";
  narrow(rows(), "", slot("pick-none"));
  dialog().showModal();
  slot("pick-search").focus();
}

export function listen() {
  slot("pick-search").addEventListener("input", () => narrow(rows(), slot("pick-search").value, slot("pick-none")));
  enterTakesFirst(slot("pick-search"), rows);
  dialog().addEventListener("click", (event) => {
    const ref = event.target.closest("[data-pick]")?.dataset.pick;
    if (!ref) return;
    dialog().close();
    use?.(ref);
  });
}
