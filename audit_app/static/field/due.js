// When a term of calendar days or months ends, and which day it may be moved to (顺延): the same rule as audit_app/rules/deadlines.py.
const DAY = 86_400_000;
const plus = (iso, days) => new Date(Date.parse(`${iso}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
/** The same day number `months` later, else the month's end. */
function later(iso, months) {
  const [year, month, day] = iso.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}
const weekend = (iso) => [0, 6].includes(new Date(`${iso}T00:00:00Z`).getUTCDay());

/** {nominal, rolled (next working day or null), provisional} of a term that starts on `start`.
    `rest` lists the days off up to `until`; later days count their weekends only and are provisional. */
export function due(start, term, { rest, until, provisionalFrom }) {
  const off = rest instanceof Set ? rest : new Set(rest);
  const free = (iso) => (until && iso > until ? weekend(iso) : off.has(iso));
  const nominal = term.on ?? (term.months ? later(start, term.months) : plus(start, term.days));
  let last = nominal;
  while (free(last)) last = plus(last, 1);
  const provisional = [nominal, last].some((iso) => iso >= (provisionalFrom ?? "9999") || (until && iso > until));
  return { nominal, rolled: last === nominal ? null : last, provisional };
}

/** Whether a term was chosen: a day, calendar months or days. */
export const hasTerm = (term) => Boolean(term && (term.days || term.months || term.on));

/** The term in force: what was chosen, else the default of the severity. */
export const termOf = (nonconformity, terms) =>
  hasTerm(nonconformity.term)
    ? nonconformity.term
    : { days: terms[nonconformity.severity ?? "minor"], on: null };

/** The calendar of the pack in the shape that `due` reads. */
export const calendarOf = (pack) => ({ rest: new Set(pack.rest_days), until: plus(pack.closing_on, 430), provisionalFrom: pack.provisional_from });
