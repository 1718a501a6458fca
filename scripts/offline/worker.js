// Answers from the copy that the reader chose to keep, and from nothing else. Its scope is one language's folder.
"use strict";
const SCOPE = self.registration.scope;
const POINTER = "kadam:" + SCOPE;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method === "GET" && url.href.startsWith(SCOPE)) event.respondWith(answer(event.request, url));
});

/** The kept copy's cache, once it is whole; nothing before that. */
async function kept() {
  const pointer = await (await caches.open(POINTER)).match(SCOPE + "pointer");
  return pointer ? caches.open((await pointer.json()).cache) : null;
}

async function answer(request, url) {
  let path = url.href.slice(SCOPE.length).replace(/[?#].*$/, "");
  if (path === "pack.json" || request.headers.has("x-kadam-fresh")) return fetch(request); // an update looks past the old copy
  if (path === "" || path.endsWith("/")) path += "index.html";
  const copy = await kept();
  const found = copy && await copy.match(SCOPE + path);
  if (found) return found;
  try {
    return await fetch(request);
  } catch (error) {
    const lost = copy && request.mode === "navigate" && await copy.match(SCOPE + "404.html");
    if (!lost) throw error;
    return new Response(await lost.blob(), { status: 404, headers: lost.headers });
  }
}
