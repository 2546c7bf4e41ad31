// Photos in large: links [data-photo] open <dialog data-lightbox>; arrows step, Esc or Space closes. Without script the link opens the picture.
// Also marks the tree's current link after a click that htmx answers with a part.
const box = document.querySelector("[data-lightbox]");
let shown = null;

const photos = () => [...document.querySelectorAll("a[data-photo]")];

function fill(link) {
  shown = link;
  const image = box.querySelector("img");
  image.src = link.href;
  image.alt = link.dataset.title;
  box.querySelector("[data-title]").textContent = link.dataset.title;
  box.querySelector("[data-from]").textContent = link.dataset.from;
  const all = photos();
  box.querySelectorAll("[data-step]").forEach((button) => { button.disabled = !all[all.indexOf(link) + Number(button.dataset.step)]; });
}

function step(by) {
  const all = photos();
  const next = all[all.indexOf(shown) + by];
  if (next) fill(next);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-photo]");
  if (link && box && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    fill(link);
    box.showModal();
    return;
  }
  const item = event.target.closest?.("[data-keys='open'] [data-keys-item]");
  if (!item) return;
  document.querySelectorAll("[data-keys='open'] [data-keys-item]").forEach((other) => {
    const same = other.getAttribute("href") === item.getAttribute("href");
    other.classList.toggle("on", same);
    if (same) other.setAttribute("aria-current", "true"); else other.removeAttribute("aria-current");
  });
});

box?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.step) step(Number(button.dataset.step));
  else if (button || event.target === box) box.close();
});

box?.addEventListener("keydown", (event) => {
  event.stopPropagation();
  if (event.key === "ArrowRight" || event.key === "j") step(1);
  else if (event.key === "ArrowLeft" || event.key === "k") step(-1);
  else if (event.key === " " && !event.target.closest("button")) { event.preventDefault(); box.close(); }
});

box?.addEventListener("close", () => shown?.focus());

document.querySelector(".scroll .on")?.scrollIntoView({ block: "nearest" });
