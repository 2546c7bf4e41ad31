// What somebody typed or pasted, as it is kept: the same as `tidy` in schemas/fields.py, and done before an op is made.
const BREAK = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
const UNSEEN = /[\0-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/gu;

/** Every kind of line break a line feed, other control characters, signs of direction or of no width and halves of characters gone, NFC. */
export const tidy = (text) => text.replace(BREAK, "\n").replace(UNSEEN, "").normalize("NFC");

/** The same value with all its texts tidy. */
export function tidied(value) {
  if (typeof value === "string") return tidy(value);
  if (Array.isArray(value)) return value.map(tidied);
  return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, tidied(one)])) : value;
}
