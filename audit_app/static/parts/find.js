// "/" on a list: a small search that keeps only the lines with these words in sight; Escape shows them all again.
// Where the page has a search of its own ([data-keys-search] outside), that one is used.
const box = document.querySelector("[data-find]");
const input = box?.querySelector("input");
const none = box?.querySelector("[role=status]");
const items = () => [...document.querySelectorAll("[data-keys] [data-keys-item]")];
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ");

function filter() {
  const words = plain(input.value).split(" ").filter(Boolean);
  let left = 0;
  items().forEach((item) => {
    item.hidden = !words.every((word) => plain(item.textContent).includes(word));
    left += !item.hidden;
  });
  none.hidden = left > 0;
}

/** Open the search; false where this page has no list of lines. */
export function open() {
  if (!box || !items().length) return false;
  box.hidden = false;
  input.focus();
  input.select();
  return true;
}

function close() {
  input.value = "";
  filter();
  box.hidden = true;
}

input?.addEventListener("input", filter);
document.addEventListener("htmx:afterSettle", () => { if (box && !box.hidden) filter(); });
input?.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Escape") { event.preventDefault(); close(); }
  if (event.key !== "Enter") return;
  event.preventDefault();
  const first = items().find((item) => !item.hidden);
  (first?.matches("a") ? first : first?.querySelector("a"))?.focus();
});
box?.querySelector("button")?.addEventListener("click", close);
