// What a file is by its first structures: format and pixels, as the server's own reader tells them (evidence/header.py). Before the op exists.
const MOST_PARTS = 20_000;
const LIMIT = 65_000_000;
const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

const text = (data, at, length) => String.fromCharCode(...new Uint8Array(data.buffer, at, length));

// what is left of the first bytes after a transfer as text; the same as in evidence/transfer.py
const CHANGED = new RegExp("^(?:(?:\\x89|\\t|\\xc2\\x89|\\xef\\xbf\\xbd)PNG(?!\\r\\n\\x1a\\n)[\\r\\n]|(?:\\t|\\xc2\\x89|\\xef\\xbf\\xbd)PNG\\r\\n\\x1a\\n"
  + "|\\x7fX\\x7f|\\xc3\\xbf\\xc3\\x98\\xc3\\xbf|(?:\\xef\\xbf\\xbd){3}|RIFF(?!.{4}WEBP).{1,12}WEBP)", "s");
/** Whether a file begins as a photo does that FTP, mail or an editor has changed as if it were text. */
export const changedHead = (buffer) => CHANGED.test(text(new DataView(buffer), 0, Math.min(64, buffer.byteLength)));

/** {format, width, height}, or null where these bytes are no JPEG, PNG or WebP that tells its size. */
export function headOf(buffer) {
  const data = new DataView(buffer);
  if (data.byteLength < 30) return null;
  const head = data.getUint16(0) === 0xffd8 ? jpeg(data)
    : text(data, 0, 8) === "\x89PNG\r\n\x1a\n" ? png(data)
      : text(data, 0, 4) === "RIFF" && text(data, 8, 4) === "WEBP" ? webp(data) : null;
  return head?.width && head.height ? head : null;
}

export const tooManyPixels = ({ width, height }) => width * height > LIMIT;

function jpeg(data) {
  for (let at = 2, parts = 0; at + 3 < data.byteLength && parts < MOST_PARTS;) {
    const code = data.getUint8(at + 1);
    // stray bytes between segments are passed over, fill bytes too
    if (data.getUint8(at) !== 0xff || code === 0xff || code === 0) { at += 1; continue; }
    if (code === 0xd8 || code === 0xd9 || code === 0xda) return null;
    parts += 1;
    if (code === 1 || (code >= 0xd0 && code <= 0xd7)) { at += 2; continue; }
    const length = data.getUint16(at + 2);
    if (length < 2) return null;
    if (FRAMES.has(code) && at + 9 > data.byteLength) return null;
    if (FRAMES.has(code) && data.getUint16(at + 7)) return { format: "JPEG", height: data.getUint16(at + 5), width: data.getUint16(at + 7) };
    at += 2 + length;
  }
  return null;
}

const png = (data) => (data.getUint32(8) === 13 && text(data, 12, 4) === "IHDR" ? { format: "PNG", width: data.getUint32(16), height: data.getUint32(20) } : null);

const KEY_FRAME = "\x9d\x01\x2a";

function webp(data) {
  const three = (at) => data.getUint16(at, true) + (data.getUint8(at + 2) << 16);
  const bits = data.getUint32(21, true);
  const size = { "VP8X": () => [1 + three(24), 1 + three(27)],
    "VP8 ": () => text(data, 23, 3) === KEY_FRAME && [data.getUint16(26, true) & 0x3fff, data.getUint16(28, true) & 0x3fff],
    "VP8L": () => data.getUint8(20) === 0x2f && [1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff)] }[text(data, 12, 4)]?.();
  return size ? { format: "WEBP", width: size[0], height: size[1] } : null;
}
