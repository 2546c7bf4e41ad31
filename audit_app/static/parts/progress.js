// A form that takes its time says where it stands: <form data-progress="address"> with a hidden field `progress` (its own id, also in the
// address) and a <p class="going" hidden> with a line and a <progress>. The words come from the server; until it answers the first line stands.
const EVERY = 500;

async function look(form, box) {
  const answer = await fetch(form.dataset.progress).catch(() => null);
  if (answer?.status !== 200) return;
  const { words, done, of } = await answer.json();
  box.querySelector("[data-words]").textContent = words;
  const bar = box.querySelector("progress");
  if (of) { bar.max = of; bar.value = done; } else bar.removeAttribute("value");
}

document.addEventListener("submit", (event) => {
  const form = event.target, box = form.querySelector?.(".going");
  if (event.defaultPrevented || !("progress" in form.dataset) || !box) return;
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
  const timer = setInterval(() => look(form, box), EVERY);
  window.addEventListener("pageshow", () => { clearInterval(timer); box.hidden = true; }, { once: true }); // Back shows it as it was
});
