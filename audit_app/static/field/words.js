// Words of the tablet's scripts: Chinese msgids, the other language from the pack's catalogue. Templates have their own words from the server.
let catalogue = {};

export function speak(words) {
  catalogue = words ?? {};
}

/** The sentence in the reader's language; `%(name)s` places are filled from `values`. */
export function t(msgid, values = {}) {
  const text = catalogue[msgid] || msgid;
  return text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name] ?? ""));
}
