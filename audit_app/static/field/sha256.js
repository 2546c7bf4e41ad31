// SHA-256 of bytes: the browser's own, and ours where the browser gives none (an address without HTTPS).
const hexOf = (numbers, width) => [...numbers].map((one) => one.toString(16).padStart(width, "0")).join("");

/** Hex digest of an ArrayBuffer. */
export async function digest(bytes) {
  if (globalThis.crypto.subtle) return hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), 2);
  return slow(new Uint8Array(bytes));
}

const primes = (count) => {
  const found = [];
  for (let n = 2; found.length < count; n += 1) if (found.every((prime) => n % prime)) found.push(n);
  return found;
};
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) >>> 0;
const ROUNDS = Uint32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
const START = Uint32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));
const turn = (word, by) => (word >>> by) | (word << (32 - by));

function padded(bytes) {
  const whole = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(whole.length - 4, (bytes.length << 3) >>> 0);
  return view;
}

/** The same by FIPS 180-4; exported for its test. */
export function slow(bytes) {
  const [view, sum, words] = [padded(bytes), START.slice(), new Uint32Array(64)];
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 64; i += 1) words[i] = i < 16 ? view.getUint32(at + 4 * i) : mixed(words, i);
    block(sum, words);
  }
  return hexOf(sum, 8);
}

function mixed(words, i) {
  const [far, near] = [words[i - 15], words[i - 2]];
  const one = turn(far, 7) ^ turn(far, 18) ^ (far >>> 3);
  const two = turn(near, 17) ^ turn(near, 19) ^ (near >>> 10);
  return words[i - 16] + one + words[i - 7] + two;
}

function block(sum, words) {
  let [a, b, c, d, e, f, g, h] = sum;
  for (let i = 0; i < 64; i += 1) {
    const one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i] + words[i];
    const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => { sum[i] += word; });
}
