// The terms that a nonconformity may be given by one tap: days and calendar months.
import { termWords } from "./clock.js";

const rising = (numbers) => [...new Set(numbers.filter(Boolean))].sort((a, b) => a - b);
const MONTHS = "months ";

/** {value, words, chosen} of each: those of the rules, that of the severity, and the one in force. */
export function choicesOf(term, terms, severity) {
  const days = rising([...terms.presets, terms[severity ?? "minor"], term.days]);
  const months = rising([...(terms.months ?? []), term.months]);
  return [
    ...days.map((n) => ({ value: String(n), words: termWords({ days: n }), chosen: !term.on && !term.months && term.days === n })),
    ...months.map((n) => ({ value: `${MONTHS}${n}`, words: termWords({ months: n }), chosen: !term.on && term.months === n })),
  ];
}

/** The term that a choice stands for. */
export const termOfChoice = (value) =>
  value.startsWith(MONTHS) ? { days: null, on: null, months: Number(value.slice(MONTHS.length)) } : { days: Number(value), on: null };
