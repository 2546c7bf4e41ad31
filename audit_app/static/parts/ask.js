// Acts that are asked about: <form data-ask> shows its question in <dialog id="ask"> before it is sent; the answer is the question's own form.
// And every form of the desk is sent once: a second press while the first is on its way does nothing.
const dialog = document.getElementById("ask");
let stage = new WeakMap(); // form → asking | plain | sent

/** The question's words, or null where the server did not ask (refused, signed out, away): then the form goes its plain way. */
async function questionOf(form, submitter) {
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(new FormData(form, submitter)), headers: { "Asked-By": "script" } });
  return answer.headers.get("Asks") && !answer.redirected ? answer.text() : null;
}

/** What was said against this form before is mended where the server asks: it does not stay behind the question. */
function forget(form) {
  for (const one of form.querySelectorAll(".err")) one.remove();
  for (const field of form.querySelectorAll(".fld.bad")) field.classList.remove("bad");
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const line of document.querySelectorAll("#problems li")) {
    const link = line.querySelector("a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field || form.contains(field)) line.remove();
  }
  const box = document.getElementById("problems");
  if (box && !box.querySelector("li")) box.remove();
}

async function ask(form, submitter) {
  stage.set(form, "asking");
  const words = await questionOf(form, submitter).catch(() => null);
  if (words === null) {
    stage.set(form, "plain");
    form.requestSubmit(submitter);
    return;
  }
  stage.delete(form);
  forget(form);
  dialog.replaceChildren(...new DOMParser().parseFromString(words, "text/html").body.children);
  dialog.showModal();
  dialog.querySelector("h2").focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const at = stage.get(form);
  // by attribute: a field of the form may be called `method`, as the way of checking is, and then form.method is that field
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (at === "asking" || at === "sent") { event.preventDefault(); return; }
  if (dialog && "ask" in form.dataset && at !== "plain") {
    event.preventDefault();
    ask(form, event.submitter);
    return;
  }
  stage.set(form, "sent");
  setTimeout(() => event.defaultPrevented && stage.delete(form)); // another script kept it back: it may be sent later
});

dialog?.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close]")) return;
  event.preventDefault();
  dialog.close();
});

// A key that is still held down from the press that opened the question presses nothing in it.
dialog?.addEventListener("keydown", (event) => { if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault(); });

window.addEventListener("pageshow", () => { stage = new WeakMap(); });
