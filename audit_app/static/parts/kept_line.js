// The line that says what became of words typed before: put back, laid beside because the page has changed, or perhaps sent.

/** A copy of the page's template with the words of `which` (back, changed, unsure) and, label by label, what was laid beside. */
export function lineOf(template, which, old, drop) {
  const said = template.content.cloneNode(true).firstElementChild;
  for (const one of said.querySelectorAll("[data-said]")) if (one.dataset.said !== which) one.remove();
  if (!old) said.querySelector("details").remove();
  for (const [label, words] of old ?? []) {
    for (const [tag, text] of [["dt", label], ["dd", words]]) {
      said.querySelector("dl").append(Object.assign(document.createElement(tag), { textContent: text }));
    }
  }
  said.querySelector("button").addEventListener("click", () => {
    said.remove();
    drop();
  });
  return said;
}
