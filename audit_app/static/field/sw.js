// The worker of the field app, served at /field/sw.js with FILES ([url, digest]) and VERSION put before it: shells and files for offline. No audit's data
// passes into its caches, and no writes pass through it.
const STATIC = `static-${VERSION}`;
const LANGUAGE = "language";
const PATHS = new Set(FILES.map(([url]) => url));
const HOME = ["/", "/me", "/login"];
const PLACES = { "": "today", me: "me", help: "help", unsent: "unsent" };
const PICTURE = /^\/field\/photos\/[0-9a-f]{64}\/(thumb|screen)$/;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

/** All files or none, and each the very bytes that the list names: what a portal or a proxy puts in between is never kept. */
async function install() {
  const cache = await caches.open(STATIC);
  await Promise.all(FILES.map(async ([url, digest]) => {
    const response = (await named(url, digest, "force-cache")) ?? (await named(url, digest, "reload"));
    if (!response) throw new Error(url);
    await cache.put(url, response);
  }));
}

/** The answer if it is what the list names: what the page has just fetched does not travel again. */
async function named(url, digest, how) {
  const response = await fetch(url, { cache: how });
  const good = response.ok && !response.redirected && (await digestOf(await response.clone().arrayBuffer())) === digest;
  return good ? response : null;
}

async function digestOf(bytes) {
  const found = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 8);
  return [...found].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => ![STATIC, LANGUAGE].includes(name)).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** The shell of an address: one for all audits and spot checks, whatever the section; undefined outside the field app. */
function shellOf(path) {
  const [, room, kind = "", code] = path.split("/");
  if (room !== "field") return undefined;
  return ["a", "s"].includes(kind) && code ? "audit" : code ? undefined : PLACES[kind];
}

async function kept(name) {
  const chosen = await caches.match("/field/language", { cacheName: LANGUAGE });
  const lang = chosen ? await chosen.text() : "zh";
  return caches.match(`/field/shell/${name}.${lang}`, { cacheName: STATIC });
}

const openShell = async (request, name) => (await kept(name)) ?? fetch(request);

/** A page past the browser's cache, where a portal may have left a page of its own under our address. */
const fresh = (request) => fetch(request, { cache: "no-store" });
const ours = (response) => response.type === "opaqueredirect" || response.headers.has("Audit-App");

/** Where the tablet starts without the server, or with somebody else answering for it: what is there. */
const home = (request) => fresh(request).then((response) => (ours(response) ? response : Response.redirect("/field"))).catch(() => Response.redirect("/field"));

/** The server says who may see a picture; only without a network this tablet's own view is shown. */
const picture = (request, path) => fetch(request).catch(async () => {
  const bytes = (await view(path)) ?? (await view(path.replace(/screen$/, "thumb")));
  return bytes ? new Response(bytes, { headers: { "Content-Type": "image/jpeg" } }) : Response.error();
});

function view(path) {
  return new Promise((done) => {
    const asked = indexedDB.open("audit-field");
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onerror = () => done(null);
    asked.onsuccess = () => {
      const db = asked.result;
      if (!db.objectStoreNames.contains("views")) { db.close(); done(null); return; }
      const found = db.transaction("views").objectStore("views").get(path);
      found.onsuccess = () => { db.close(); done(found.result ?? null); };
      found.onerror = () => { db.close(); done(null); };
    };
  });
}

const file = async (request, path) => (await caches.match(path, { cacheName: STATIC })) ?? fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  const shell = request.mode === "navigate" ? shellOf(pathname) : undefined;
  if (shell) event.respondWith(openShell(request, shell));
  else if (request.mode === "navigate") event.respondWith(HOME.includes(pathname) ? home(request) : fresh(request));
  else if (PATHS.has(pathname)) event.respondWith(file(request, pathname));
  else if (PICTURE.test(pathname)) event.respondWith(picture(request, pathname));
});

/** A page asks what would be opened without a network. */
self.addEventListener("message", (event) => {
  const name = event.data?.open && shellOf(event.data.open);
  if (name) event.waitUntil(kept(name).then(async (shell) => event.ports[0].postMessage(shell ? await shell.text() : "")));
});
