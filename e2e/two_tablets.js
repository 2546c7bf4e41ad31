// Two tablets or more on one audit, many audits at once: what each person does is drawn from a seed, made and shown by the shipped modules.
import { due } from "/static/field/due.js";
import { FIELDS, alsoAt, fold } from "/static/field/fold.js";
import { versionOf } from "/static/field/kinds.js";
import { tidied } from "/static/field/tidy.js";

const NOW = 1698374520000;
const REFS = ["7.5", "7.6"];
const TEXTS = ["未见记录", "已抽查\u000b三份", "台账 ZC-JL-018"];
const EMPTY = { judgements: {}, records: [], samples: [], interviews: [], photos: [], nonconformities: [] };
const REST = { rest: [], until: "2026-01-01", provisionalFrom: "2027-01-01" };
const games = new Map();

/** A generator of numbers from 0 to 1 that gives the same for the same seed. */
function chanceOf(seed) {
  let at = seed >>> 0;
  return () => {
    at = (at + 0x6d2b79f5) >>> 0;
    let t = Math.imul(at ^ (at >>> 15), at | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const bases = (heads) => (heads ?? []).map((head) => head.op ?? head);
const allBases = (form) => Object.fromEntries(Object.entries(form.heads).map(([name, heads]) => [name, bases(heads)]));

function readOf(form) {
  const term = form.term?.days || form.term?.on ? form.term : { days: form.severity === "major" ? 90 : 30, on: null };
  const { severity, fact, clauses, photos, moved } = form;
  const { nominal } = due("2023-10-27", term, REST);
  return { severity, fact, clauses, department: form.department || null, photos, term: { days: term.days ?? null, on: term.on ?? null }, moved: Boolean(moved), due_on: nominal };
}

class Tablet {
  constructor(given, ids, chance) {
    Object.assign(this, given, { ids, chance, news: [], own: new Map(), numbers: {}, since: 0, sent: 0 });
    this.clock = Math.floor((chance() - 0.5) * 4) * 600_000;
  }

  id() { return this.ids.newId(NOW - 3_600_000 + this.clock + (this.sent += 1) * 1000); }

  pick(list) { return list[Math.floor(this.chance() * list.length)]; }

  model() { return fold({ seq: 0, state: EMPTY }, this.news, [...this.own.values()], this.numbers); }

  keep(kind, subject, base, body) {
    const op = { id: this.id(), kind, v: versionOf(kind), subject, base, body: tidied(kind.startsWith("audit.") ? body : { visit: this.visit, ...body }), device: this.device };
    this.own.set(op.id, { ...op, author: this.me, author_name: this.name, at: "2023-10-27T02:42:00.000Z", state: "local", seq: null });
  }

  act(kind) {
    const model = this.model();
    const made = MADE[kind]?.(this, model);
    if (made) this.keep(kind, made.subject, made.base ?? {}, made.body ?? {});
    return Boolean(made);
  }

  waiting() {
    return [...this.own.values()].filter((op) => op.state === "local").sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, kind, v, subject, base, body, device }) => ({ id, kind, v, subject, base, body, device }));
  }

  /** What the server keeps back, and of which the tablet asks what became of it. */
  held() { return [...this.own.values()].filter((op) => op.state === "held").map((op) => op.id); }

  take({ outcomes, news, numbers, seq }) {
    outcomes.forEach((said) => Object.assign(this.own.get(said.id), { state: said.outcome, seq: said.seq, why: said.why }));
    this.news.push(...news.map((op) => ({ ...op, author: op.actor, author_name: op.actor_name, state: "done" })));
    news.forEach((op) => this.ids.after(op.id));
    Object.assign(this.numbers, numbers);
    this.since = seq;
  }

  /** As heal.js: the server went back, so everything is offered again and all news are asked for. */
  offerAll() {
    [...this.own.values()].filter((op) => ["done", "held"].includes(op.state)).forEach((op) => Object.assign(op, { state: "local", seq: null }));
    Object.assign(this, { news: [], since: 0 });
  }
}

const some = (map) => (tablet) => { const all = [...map.values()]; return all.length ? tablet.pick(all) : null; };
const withdrawal = (name) => (tablet, model) => { const found = some(model[name])(tablet); return found && { subject: found.id, body: { reason: tablet.pick(["", "重复"]) } }; };
const formIn = (tablet, model, ...states) => some(new Map([...model.nonconformities].filter(([, form]) => states.includes(form.state))))(tablet);
const whole = (form) => form && form.severity && form.fact.trim() && form.clauses.length && !form.conflict;

// as in submit.js: the leader, not twice, and with no 严重 that the company has not seen; seldom, for much is to happen before
const submits = (tablet, model) => tablet.lead && tablet.chance() < 0.4 && !tablet.waiting().some((op) => op.kind === "audit.submit")
  && ![...model.nonconformities.values()].some((form) => form.state === "draft" && form.severity === "major");

const MADE = {
  "audit.submit": (tablet, model) => submits(tablet, model) && { subject: tablet.visit },
  "judgement.set": (tablet, model) => { const ref = tablet.pick(REFS); return { subject: `${tablet.visit}/${ref}`, base: { value: bases(model.judgements.get(ref)?.heads) }, body: { ref, value: tablet.pick(["conforms", "nonconforming", "observation", null]) } }; },
  "record.set": (tablet, model) => { const ref = tablet.pick(REFS); const subject = `${tablet.visit}/${ref}//${tablet.me}`; return { subject, base: { text: bases(model.records.get(subject)?.heads) }, body: { ref, department: "", text: tablet.pick(TEXTS) } }; },
  "sample.add": (tablet) => ({ subject: tablet.id(), body: { ref: tablet.pick(REFS), department: "", population: 9, drawn: 3, method: "随机", result: "" } }),
  "interview.add": (tablet) => ({ subject: tablet.id(), body: { ref: tablet.pick(REFS), department: "", post: "经理", topic: tablet.pick(TEXTS) } }),
  "photo.add": (tablet) => { const subject = tablet.id(); return { subject, body: { ref: tablet.pick([...REFS, null]), department: "", sha256: subject.replaceAll("-", "").repeat(2), size: 10, number: "启衡-B01", label: "", source: "camera", taken_at: "2023-10-27T02:42:00.000Z" } }; },
  "photo.file": (tablet, model) => { const found = some(model.photos)(tablet); return found && { subject: found.id, base: { ref: bases(found.heads) }, body: { ref: tablet.pick(REFS) } }; },
  "photo.use": (tablet, model) => { const found = some(model.photos)(tablet); const ref = tablet.pick(REFS); return found && { subject: found.id, base: { [`also.${ref}`]: bases(found.also?.[ref]) }, body: { ref, used: tablet.pick([true, false]) } }; },
  "judgement.keep_both": (tablet, model) => { const ref = tablet.pick(REFS); const forms = [...model.nonconformities.keys()].slice(0, 2); return forms.length > 1 && { subject: `${tablet.visit}/${ref}`, base: { both: bases(model.both.get(ref)) }, body: { ref, forms } }; },
  "sample.withdraw": withdrawal("samples"), "interview.withdraw": withdrawal("interviews"), "photo.withdraw": withdrawal("photos"),
  "nonconformity.draft": (tablet) => ({ subject: tablet.id(), body: { ref: tablet.pick(REFS), number: `${tablet.letter}-${String(tablet.sent).padStart(2, "0")}`, severity: tablet.pick(["minor", "major", null]) } }),
  "nonconformity.set": (tablet, model) => {
    const form = formIn(tablet, model, "draft", "raised");
    const name = tablet.pick(["fact", "fact", "severity", "department", "clauses", "term"]);
    const value = tablet.pick({ fact: TEXTS, severity: ["minor", "major"], department: ["研发中心", "知识产权部"], clauses: [["7.6"], ["7.6", "7.5"]], term: [{ days: 30, on: null }, { days: null, on: "2023-12-08" }] }[name]);
    return form && { subject: form.id, base: { [name]: bases(form.heads[name]) }, body: { [name]: value } };
  },
  "nonconformity.raise": (tablet, model) => { const form = formIn(tablet, model, "draft"); return whole(form) && { subject: form.id, base: allBases(form), body: { read: readOf(form) } }; },
  "nonconformity.confirm": (tablet, model) => { const form = formIn(tablet, model, "raised"); return whole(form) && { subject: form.id, base: allBases(form), body: { name: "高峰", post: "管理者代表", how: "typed", read: readOf(form) } }; },
  "nonconformity.withdraw": (tablet, model) => { const form = formIn(tablet, model, "draft", "raised"); return form && { subject: form.id, base: allBases(form), body: { reason: "重复" } }; },
  "nonconformity.restore": (tablet, model) => { const found = some(model.withdrawn)(tablet); return found && !found.raised_at && { subject: found.id }; },
};

/** The kinds that tablets make here. */
export const kinds = () => Object.keys(MADE);

// forms have the longest way to go
const OFTEN = [...kinds(), ...Array(3).fill(["nonconformity.set", "nonconformity.raise", "nonconformity.confirm", "nonconformity.restore"]).flat()];

/** Begin an audit with its tablets; each has ids of its own making. */
export async function begin(list) {
  for (const { seed, tablets } of list) {
    const chance = chanceOf(seed);
    const made = tablets.map(async (given, n) => ({ given, ids: await import(`/static/field/ids.js?${n}`) }));
    games.set(seed, { chance, tablets: (await Promise.all(made)).map(({ given, ids }) => new Tablet(given, ids, chance)) });
  }
}

/** Everybody does some things without a network; then says who comes online first, and with what. */
export function offline(steps) {
  return [...games].map(([seed, { chance, tablets }]) => {
    tablets.forEach((tablet) => { for (let n = 0; n < steps; n += 1) tablet.act(tablet.pick(OFTEN)); });
    const order = tablets.map((_tablet, at) => at);
    for (let last = order.length - 1; last > 0; last -= 1) {
      const at = Math.floor(chance() * (last + 1));
      [order[last], order[at]] = [order[at], order[last]];
    }
    return { seed, order };
  });
}

/** What each tablet has heard the server acknowledge. */
export const acknowledged = () => [...games.values()].flatMap(({ tablets }) => tablets.flatMap((tablet) => [...tablet.own.values()].filter((op) => op.state === "done").map((op) => op.id)));
export const goBack = () => games.forEach(({ tablets }) => tablets.forEach((tablet) => tablet.offerAll()));
export const sends = () => [...games].map(([seed, { tablets }]) => ({ seed, tablets: tablets.map((tablet) => ({ ops: tablet.waiting(), ask: tablet.held(), since: tablet.since })) }));
export const hears = (answers) => answers.forEach(({ seed, at, answer }) => games.get(seed).tablets[at].take(answer));

const heads = (list) => bases(list).sort();
const formShown = (form) => ({ ...Object.fromEntries(FIELDS.map((name) => [name, form[name] || null])), state: form.state, number: form.number, heads: Object.fromEntries(FIELDS.map((name) => [name, heads(form.heads[name])])) });
const each = (map, shown) => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, shown(value)]));

function plain(model) {
  return {
    judgements: each(model.judgements, (one_) => [one_.value, one_.conflict, heads(one_.heads)]), records: each(model.records, (one_) => [one_.text, heads(one_.heads)]),
    samples: [...model.samples.keys()].sort(), interviews: [...model.interviews.keys()].sort(), photos: each(model.photos, (photo) => [photo.ref ?? null, alsoAt(photo)]),
    forms: each(model.nonconformities, formShown),
    both: each(new Map([...model.both].filter(([ref, list]) => list.length && model.judgements.has(ref))), heads),
  };
}

/** What the tablets show, and what a tablet opened now would show by the server's own state. */
export const shown = (states) => states.map(({ seed, state, numbers }) => ({
  seed, tablets: games.get(seed).tablets.map((tablet) => plain(tablet.model())), fresh: plain(fold({ seq: 0, state }, [], [], numbers)),
}));
