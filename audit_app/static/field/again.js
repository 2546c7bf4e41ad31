// The session ended: the password of the one whose records lie here is asked in place, and sending goes on.
import { $, $$, say, show, slot } from "./dom.js";
import { field } from "./state.js";
import { t } from "./words.js";

/** Sign in as the person of this page; resolves with what is wrong, or with nothing. */
async function signIn(password) {
  const body = new URLSearchParams({ account: field.pack.me.account, password, next: "/field/me" });
  try {
    const response = await fetch("/login", { method: "POST", body, redirect: "manual", cache: "no-store" });
    if (response.type === "opaqueredirect") return "";
    return response.status === 429 ? t("密码试得太多了，请过一会儿再试") : t("密码不对，请再试一次");
  } catch {
    return t("没有网络，连上后再试");
  }
}

async function answered(form) {
  const [input, button, error] = [$("input", form), $("button", form), slot("again-error", form)];
  button.disabled = true;
  const wrong = await signIn(input.value);
  button.disabled = false;
  say(error, wrong);
  show(error, wrong);
  if (wrong) { input.select(); return; }
  input.value = "";
  dispatchEvent(new Event("sendnow"));
}

/** Where the session has ended the password is asked: in the page where it has a place for it, else behind the pill. */
export function paintAgain() {
  const forms = $$("[data-slot=again]");
  const ended = ["session", "person"].includes(field.net.note);
  forms.forEach((form, at) => {
    show(form, ended && at === forms.length - 1);
    say($("label", form), t("%(name)s的密码", field.pack.me));
  });
}

export function listen() {
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.slot !== "again") return;
    event.preventDefault();
    answered(event.target);
  });
}
