// Pages with their packs: asked of the server, proved to be ours, kept in the local store. Nothing of an audit lies in the browser's caches.
import { on } from "./db.js";

const html = document.documentElement;
export const BUILD = html.dataset.build ?? "";

/** Where the page of an address comes from: `/field/a/A1/c/7.4.1` has `/field/a/A1/pack`. */
export function packOf(path) {
  const [, , kind, code] = path.split("/");
  return ["a", "s"].includes(kind) && code ? `/field/${kind}/${code}/pack` : `/field/pack/${kind || "today"}`;
}

/** Why a page did not come: portal (no answer of ours), offline, server, absent, session. */
export class NoPage extends Error {}

const ours = (page, url) => Boolean(page?.build && page.person && page.organisation && page.html && page.pack?.me?.id === page.person && (page.pack.url ?? "") === (page.page === "audit" ? url.replace(/\/pack$/, "") : ""));

/** The page as the server has it now. Throws NoPage; a page of a portal or a proxy is never taken for ours. */
export async function ask(url, progress = () => {}) {
  let response;
  try {
    response = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store" });
  } catch {
    throw new NoPage("offline");
  }
  if (!response.headers.get("Content-Type")?.includes("json")) throw new NoPage(response.status >= 500 ? "server" : "portal");
  if (response.status === 401) throw new NoPage("session");
  if (!response.ok) throw new NoPage(response.status >= 500 ? "server" : "absent");
  const page = JSON.parse(await textOf(response, progress).catch(() => { throw new NoPage("offline"); }));
  if (!ours(page, url)) throw new NoPage("portal");
  return page;
}

async function textOf(response, progress) {
  const [chunks, reader] = [[], response.body.getReader()];
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(chunks).text();
    chunks.push(value);
    progress((size += value.length));
  }
}

let shown = null;

/** The open page again, after the store was emptied under it. */
export const restore = () => shown && keep(...shown);

/** Keep it for this build of the app; what an older build kept stays until the new one has been used. What another person left goes. */
export async function keep(url, page) {
  if (url === packOf(location.pathname)) shown = [url, page];
  await on(async (db) => {
    const tx = db.transaction(["packs", "views", "meta"], "readwrite", { durability: "strict" });
    const packs = tx.objectStore("packs");
    if ((await tx.objectStore("meta").get("person")) !== page.person) await Promise.all([packs.clear(), tx.objectStore("views").clear()]);
    const old = (await packs.getAllKeys()).filter((key) => key.startsWith(`${url} `) && ![BUILD, page.build].some((build) => key === `${url} ${build}`));
    await Promise.all([...old.map((key) => packs.delete(key)), packs.put(page, `${url} ${page.build}`), tx.objectStore("meta").put(page.person, "person"), tx.done]);
  });
}

const named = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.split("=")[1];

/** The kept page, of this build if there is one; never that of another person than who is signed in, or was last. */
export async function find(url) {
  return on(async (db) => {
    const person = named("audit_person") ?? (await db.get("meta", "person"));
    const keys = (await db.getAllKeys("packs")).filter((key) => key.startsWith(`${url} `));
    const pages = await Promise.all(keys.map((key) => db.get("packs", key)));
    const mine = pages.filter((page) => ours(page, url) && page.person === person);
    return mine.find((page) => page.build === BUILD) ?? mine.at(-1) ?? null;
  });
}

/** Addresses of pages that are kept here, but not for this build. */
export const outdated = (build) => on(async (db) => {
  const keys = await db.getAllKeys("packs");
  return [...new Set(keys.map((key) => key.split(" ")[0]))].filter((url) => !keys.includes(`${url} ${build}`));
});
