// Text areas grow with their content where the browser has no field-sizing. Works for areas that come later (htmx, the field app's router).
const native = CSS.supports("field-sizing", "content");

export function grow(area) {
  if (native || !area.isConnected || area.offsetParent === null) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
}

export function growAll(root = document) {
  root.querySelectorAll("textarea.rec").forEach(grow);
}

if (!native) {
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea.rec")) grow(event.target);
  });
  document.addEventListener("htmx:afterSettle", (event) => growAll(event.target));
  growAll();
}
