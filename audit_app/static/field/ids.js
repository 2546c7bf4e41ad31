// UUIDv7 that never runs backwards on this tablet, also when the clock stands still or a page is opened again.
const TAIL_BITS = 74n;
const LOW = (1n << 62n) - 1n;
const DAY = 86_400_000;
const LAST = 2 ** 48 - DAY; // beyond it there would soon be no larger id
let ms = -1;
let tail = 0n;

function random(bits) {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  const number = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return number & ((1n << BigInt(bits)) - 1n);
}

function compose(time, rest) {
  const number = (BigInt(time) << 80n) | (0x7n << 76n) | ((rest >> 62n) << 64n) | (0b10n << 62n) | (rest & LOW);
  const hex = number.toString(16).padStart(32, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A new id, larger than every one before; `at` is milliseconds since 1970 of the app's clock. */
export function newId(at = Date.now()) {
  if (at > ms) [ms, tail] = [at, random(73)];
  else {
    tail += 1n + random(32);
    if (tail >> TAIL_BITS) [ms, tail] = [ms + 1, random(73)];
  }
  return compose(ms, tail);
}

/** Milliseconds since 1970 out of an id. */
export const timeOf = (id) => parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

/** Never give an id below this one: called with the own ids on the local store when a page opens. Later than `most` (milliseconds) it moves nothing. */
export function after(id, most = LAST) {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id ?? "")) return;
  const number = BigInt(`0x${id.replaceAll("-", "")}`);
  const rest = (((number >> 64n) & 0xfffn) << 62n) | (number & LOW);
  const time = timeOf(id);
  if (time > most) return;
  if (time > ms || (time === ms && rest > tail)) [ms, tail] = [time, rest];
}

/** The same for an id of another tablet, whose clock may be years ahead: no more than a day after `now`. */
export const heard = (id, now) => after(id, Math.min(LAST, now + DAY));
