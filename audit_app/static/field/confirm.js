// 请对方确认: what is missing is named with links; else the fact in full, a typed name and post, then the form is closed for changes.
import { $, $$, attr, clone, list, once, say, show, slot } from "./dom.js";
import { dateWords } from "./clock.js";
import { nameOf, picture } from "./evidence.js";
import { current, dayOf, readOf } from "./form_state.js";
import { wrong } from "./notes.js";
import { lackingOf, paintProblems } from "./lacking.js";
import { look } from "./look.js";
import { flush } from "./record.js";
import { set } from "./form_acts.js";
import { act, bases, field, refOf } from "./state.js";
import { heard } from "./sync.js";
import { t } from "./words.js";

const PATIENCE = 4_000;
let painted = null;
const dialog = () => document.getElementById("d-confirm");

/** What others have written meanwhile is heard before the company's person reads; without a network nobody waits for it. */
async function hear() {
  if (field.net.state === "offline" || !navigator.onLine) return;
  attr(slot("ask"), "aria-busy", "true");
  await heard(PATIENCE);
  attr(slot("ask"), "aria-busy", null);
}

async function ask() {
  await flush();
  const { id } = current();
  const before = JSON.stringify(readOf(current()));
  await hear();
  const one = current();
  if (one?.id !== id) return;
  const lacking = lackingOf(one);
  paintProblems(lacking);
  if (lacking.length) {
    slot("problems").focus();
    slot("problems").scrollIntoView({ block: "nearest" });
    return;
  }
  paintAsked(one);
  show(slot("c-changed"), before !== JSON.stringify(readOf(one)));
  if (!dialog().open) dialog().showModal();
  document.getElementById("c-name").focus(); // the first that has to be written; a department may be left unwritten
}

/** Everything that is read, of the nonconformity as it is now. */
const asked = (one) => ({ id: one.id, number: one.number, words: readOf(one) });
const differs = (one, other) => JSON.stringify(one) !== JSON.stringify(other);

/** What the company's person reads. It is remembered as it was painted: that is what is confirmed, and a change made meanwhile is noticed. */
function paintAsked(one) {
  painted = structuredClone(asked(one));
  const photos = painted.words.photos.map((id) => field.model.photos.get(id));
  const words = {
    number: one.number, clauses: one.clauses.map((ref) => refOf(ref)?.label ?? ref).join(t("；")), severity: t("%(severity)s不符合", { severity: look(one.severity).word }), photos: t("%(n)s 张", { n: photos.length }),
    department: one.department || (asks(one) ? "" : t("未写")), due: dateWords(dayOf(one)), fact: one.fact,
  };
  Object.entries(words).forEach(([name, text]) => say(slot(`c-${name}`), text));
  list(slot("c-pictures"), photos, (photo) => photo.id, () => clone("t-read-photo"), paintRead);
  show(slot("c-pictures"), photos.length);
  show(slot("c-ask-department"), asks(one));
  slot("c-ask-department").value = "";
}

/** A department that was not written is asked for here, where the company's person reads it. */
const asks = (one) => !one.department && field.pack.departments.length > 0;

function paintRead(figure, photo) {
  say($("figcaption", figure), nameOf(photo));
  picture($("img", figure), photo).catch((problem) => console.warn("no picture", problem));
}

async function answered({ target }) {
  if (!target.value) return;
  const before = painted;
  await set(current(), { department: target.value });
  const one = current();
  const { department, ...others } = before.words;
  const { department: chosen, ...rest } = readOf(one);
  paintAsked(one);
  if (differs(others, rest) || before.number !== one.number) changedNow();
}

function changedNow() {
  show(slot("c-changed"), true);
  slot("c-changed").scrollIntoView({ block: "nearest" });
}

async function confirm(event) {
  const { name, post } = event.target;
  const fine = [
    wrong(event.target, "name", name.value.trim() ? null : t("请写姓名")), wrong(event.target, "post", post.value.trim() ? null : t("请写职务")),
  ];
  if (fine.includes(false)) return;
  const one = field.model.nonconformities.get(painted.id);
  if (!one || !["draft", "raised"].includes(one.state)) { dialog().close(); return; }
  if (differs(painted, asked(one)) || one.conflict) {
    paintAsked(one);
    changedNow();
    return;
  }
  const subject = one.id;
  const { words } = painted;
  const base = Object.fromEntries(Object.entries(one.heads).map(([field_name, heads]) => [field_name, bases(heads)]));
  const raising = one.state === "draft" ? [{ kind: "nonconformity.raise", subject, base, body: { read: words } }] : [];
  const body = { name: name.value.trim(), post: post.value.trim(), how: "typed", read: words };
  await act([...raising, { kind: "nonconformity.confirm", subject, base, body }]);
  event.target.reset();
  dialog().close();
}

/** Enter in a field goes on to the next field; it never confirms, on the button neither: a tap or the space bar does. */
function onward(event) {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("input, button")) return;
  event.preventDefault();
  const all = $$("input", event.currentTarget);
  if (event.target.matches("input")) all[all.indexOf(event.target) + 1]?.focus();
}

export function listen() {
  const kept = (work) => (event) => {
    event.preventDefault();
    work(event).catch((detail) => dispatchEvent(new CustomEvent("notkept", { detail })));
  };
  $("[data-place=form]").addEventListener("submit", kept(once(ask)));
  $("form", dialog()).addEventListener("submit", kept(once(confirm)));
  slot("c-ask-department").addEventListener("change", kept(answered));
  $("form", dialog()).addEventListener("keydown", onward);
}
