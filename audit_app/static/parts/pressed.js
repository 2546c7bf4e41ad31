// One choice of few as buttons with aria-pressed: arrow keys move the focus, only a press (click, Enter, Space) chooses.
// <div class="seg" role="group" aria-label="…" data-pressed data-name="result"><button class="v-ok" data-value="conform" aria-pressed="false">…</button>…</div>
// A press sends a bubbling "choose" event with detail {name, value}; a hidden input of that name inside the group follows it.
const moves = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

const buttons = (group) => [...group.querySelectorAll("button[aria-pressed]:not([disabled])")];

function rove(group, current) {
  buttons(group).forEach((button) => { button.tabIndex = button === current ? 0 : -1; });
}

/** Make the group show `value` (null: nothing chosen) without sending an event. */
export function press(group, value) {
  const all = buttons(group);
  all.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.value === value)));
  rove(group, all.find((button) => button.dataset.value === value) ?? all[0]);
  const input = group.querySelector('input[type="hidden"]');
  if (input) input.value = value ?? "";
}

/** Set the roving focus of every group under `root`; call it for groups added later. */
export function ready(root = document) {
  root.querySelectorAll("[data-pressed]").forEach((group) => {
    const all = buttons(group);
    rove(group, all.find((button) => button.getAttribute("aria-pressed") === "true") ?? all[0]);
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-pressed] button[aria-pressed]");
  if (!button || button.disabled) return;
  const group = button.closest("[data-pressed]");
  press(group, button.dataset.value);
  button.focus();
  group.dispatchEvent(new CustomEvent("choose", { bubbles: true, detail: { name: group.dataset.name, value: button.dataset.value } }));
});

document.addEventListener("keydown", (event) => {
  const button = event.target.closest?.("[data-pressed] button[aria-pressed]");
  if (!button || event.altKey || event.ctrlKey || event.metaKey) return;
  const group = button.closest("[data-pressed]");
  const all = buttons(group);
  const at = all.indexOf(button);
  let next = null;
  if (event.key in moves) next = all[(at + moves[event.key] + all.length) % all.length];
  if (event.key === "Home") next = all[0];
  if (event.key === "End") next = all[all.length - 1];
  if (!next) return;
  event.preventDefault();
  rove(group, next);
  next.focus();
});

document.addEventListener("htmx:afterSettle", (event) => ready(event.target));
ready();
