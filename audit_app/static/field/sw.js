// The worker of the field app, served at /field/sw.js with FILES ([url, digest]) and VERSION put before it. Documents and files for offline; no writes pass through it.
const STATIC = `static-${VERSION}`;
const DOCUMENTS = "documents";
const PHOTOS = "photos";
const PATIENCE = 3000;
const PATHS = new Set(FILES.map(([url]) => url));

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

async function install() {
  const cache = await caches.open(STATIC);
  await Promise.all(FILES.map(async ([url]) => {
    const response = await fetch(url, { cache: "no-cache" });
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    await cache.put(url, response);
  }));
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("static-") && name !== STATIC).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** The document of an address: one per audit or spot check, whatever its section; null outside the field app. */
function documentOf(path) {
  const [, room, kind, code] = path.split("/");
  if (room !== "field") return null;
  if (["a", "s"].includes(kind) && code) return `/field/${kind}/${code}`;
  return [undefined, "", "me", "help"].includes(kind) ? `/field${kind ? `/${kind}` : ""}` : null;
}

async function keepDocument(key, response) {
  if (response.ok && !response.redirected && response.headers.get("Content-Type")?.includes("html")) {
    await (await caches.open(DOCUMENTS)).put(key, response.clone());
  }
  return response;
}

/** The network first, the kept document when it does not answer in time. */
async function openDocument(event, key) {
  const kept = await caches.match(key, { cacheName: DOCUMENTS });
  const fresh = fetch(event.request).then((response) => keepDocument(key, response));
  if (!kept) return fresh.catch(() => offlinePage());
  event.waitUntil(fresh.catch(() => null));
  const late = new Promise((done) => setTimeout(() => done(kept), PATIENCE));
  return Promise.race([fresh.catch(() => kept), late]);
}

async function offlinePage() {
  const today = await caches.match("/field", { cacheName: DOCUMENTS });
  return today ?? Response.error();
}

async function photo(request) {
  const cache = await caches.open(PHOTOS);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request.url, response.clone());
  return response;
}

async function file(request, path) {
  const kept = await caches.match(path, { cacheName: STATIC });
  return kept ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const key = request.mode === "navigate" ? documentOf(url.pathname) : null;
  if (key) event.respondWith(openDocument(event, key));
  else if (PATHS.has(url.pathname)) event.respondWith(file(request, url.pathname));
  else if (/^\/field\/photos\/[0-9a-f]{64}\/(thumb|screen)$/.test(url.pathname)) event.respondWith(photo(request));
});
