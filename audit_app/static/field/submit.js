// 提交: the leader's act that ends the work on site. It says what it will do and asks once; without a network it waits like everything else.
import { $, $$, once, say, show, slot } from "./dom.js";
import { placesLeft, submission, summary } from "./closing.js";
import { flush } from "./record.js";
import { act, field, may } from "./state.js";
import { heard } from "./sync.js";
import { t } from "./words.js";

const PATIENCE = 4_000;
const OPEN = ["open", "returned"];
const dialog = () => document.getElementById("d-submit");
const leads = () => field.pack.me.role === "lead" && may("audit.submit");
const majors = () => [...field.model.nonconformities.values()].filter((one) => one.state === "draft" && one.severity === "major").map((one) => one.number);

/** Who submits, or why nobody can now; nothing where the leader may. */
function said() {
  const { machine_state: state, team } = field.pack;
  if (submission()) return field.net.state === "offline" ? t("已提交，有网络后自动上传") : t("已提交，等待上传");
  if (["planned", "ready"].includes(state)) return t("审核开始以后才能提交。由计划人员、机构管理员或审核组长在办公端的项目页点「开始审核」");
  if (!OPEN.includes(state)) return t("这次审核已经提交");
  if (leads()) return "";
  const leader = team.find((one) => one.role === "lead");
  return leader ? t("由审核组长 %(name)s 提交", leader) : t("由审核组长提交");
}

export function paintSubmit() {
  const words = said();
  say(slot("submit-said"), words);
  show(slot("submit-said"), words);
  show(slot("submit"), !words);
  if (words || !majors().length) show(slot("submit-major"), false);
}

/** Over every page of the audit while the submission waits here: what is written now comes after it. */
export function paintHandedIn() {
  show(slot("handed-in"), submission());
}

/** What is about to be submitted, as one text, so that what others write meanwhile is noticed. */
function paintAsked() {
  const { forms, ...numbers } = summary();
  const n = placesLeft();
  say(slot("s-judged"), t("%(judged)s / %(all)s 条", numbers));
  say(slot("s-forms"), forms.length ? forms.map((one) => one.number).join(t("、")) : t("没有"));
  say(slot("s-left"), n ? t("%(n)s 处", { n }) : t("没有"));
  return $$("dd", dialog()).map((one) => one.textContent).join("\n");
}

async function ask(button) {
  await flush();
  button.setAttribute("aria-busy", "true");
  if (navigator.onLine && field.net.state !== "offline") await heard(PATIENCE);
  button.removeAttribute("aria-busy");
  const numbers = majors();
  show(slot("submit-major"), numbers.length);
  say($("span", slot("submit-major")), t("严重不符合项 %(numbers)s 还是草稿。先请对方确认，再提交。", { numbers: numbers.join(t("、")) }));
  if (numbers.length || said()) return;
  show(slot("s-changed"), false);
  dialog().dataset.read = paintAsked();
  dialog().showModal();
}

async function submit() {
  const read = dialog().dataset.read;
  if (read !== (dialog().dataset.read = paintAsked())) { show(slot("s-changed"), true); return; }
  await act([{ kind: "audit.submit", subject: field.pack.visit, body: {} }]);
  dialog().close();
}

export function listen() {
  const kept = (work) => once((button) => work(button).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail }))));
  $(".btn.main", dialog()).addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  const acts = { "ask-submit": kept(ask), submit: kept(submit) };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button) acts[button.dataset.act]?.(button);
  });
}
