// Takes the place of a broken worker: removes itself and every kept copy of its scope, then lets pages come from the network.
"use strict";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("kadam:" + self.registration.scope)).map((name) => caches.delete(name)));
  await self.registration.unregister();
})()));
