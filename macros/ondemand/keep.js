// Keeps this language's folder on the phone, because the reader asked for it: whole or not at all.
(function () {
  "use strict";
  var SIDE_BY_SIDE = 4;

  /** @param {string} root address of the language's folder, with a slash at its end */
  kadam.keeper = function (root) {
    var pointerName = "kadam:" + root;

    function pack() {
      return fetch(root + "pack.json", { cache: "no-store" }).then(function (answer) {
        if (!answer.ok) throw new Error("gone");
        return answer.json();
      });
    }

    /** What is kept: {cache, id, edition, date, bytes}, or null while nothing is whole. */
    async function kept() {
      if (!window.caches || !await caches.has(pointerName)) return null;
      var entry = await (await caches.open(pointerName)).match(root + "pointer");
      return entry ? entry.json() : null;
    }

    function cacheName(wanted) {
      return pointerName + ":" + wanted.id;
    }

    async function has(cache, file) {
      var entry = await cache.match(root + file[0]);
      return entry && entry.headers.get("x-kadam-hash") === file[1] ? entry : null;
    }

    async function hash(data) {
      var digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
      return Array.from(digest, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
    }

    async function bring(file, cache, old) {
      var same = old && await has(old, file);
      if (same) return cache.put(root + file[0], same);
      var answer = await fetch(root + file[0], { cache: "no-cache", headers: { "x-kadam-fresh": "1" } });
      if (!answer.ok) throw new Error("gone");
      var data = await answer.arrayBuffer();
      if (await hash(data) !== file[1]) throw new Error("changed");
      var headers = { "content-type": answer.headers.get("content-type") || "", "x-kadam-hash": file[1] };
      return cache.put(root + file[0], new Response(data, { headers: headers }));
    }

    /** Bytes on the wire that a download of `wanted` still takes. */
    async function missing(wanted) {
      var before = await kept();
      var places = [];
      for (var name of [cacheName(wanted), before && before.cache]) {
        if (name && await caches.has(name)) places.push(await caches.open(name)); // to look must not keep
      }
      var bytes = 0;
      for (var file of wanted.files) {
        var found = null;
        for (var place of places) found = found || await has(place, file);
        if (!found) bytes += file[2];
      }
      return bytes;
    }

    /** Brings every file; what was brought before a break is not brought again. Errors: gone, changed, full. */
    async function download(progress) {
      var wanted = await pack();
      var cache = await caches.open(cacheName(wanted));
      var before = await kept();
      var old = before && await caches.open(before.cache);
      var total = wanted.files.reduce(function (sum, file) { return sum + file[2]; }, 0);
      var queue = wanted.files.slice(), done = 0, broken = null;
      async function work() {
        for (var file = queue.shift(); file; file = queue.shift()) {
          try {
            if (!await has(cache, file)) await bring(file, cache, old);
          } catch (error) {
            broken = broken || error;
            queue.length = 0;
          }
          done += file[2];
          if (!broken) progress(done, total);
        }
      }
      try {
        await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
        if (broken) throw broken;
        var state = { cache: cacheName(wanted), id: wanted.id, edition: wanted.edition, date: wanted.date, bytes: total, words: wanted.words };
        await (await caches.open(pointerName)).put(root + "pointer", new Response(JSON.stringify(state)));
      } catch (error) {
        if (error.name === "QuotaExceededError") {
          await caches.delete(cacheName(wanted));
          throw new Error("full");
        }
        throw error.message === "changed" ? error : new Error("gone");
      }
      if (before && before.cache !== cacheName(wanted)) await caches.delete(before.cache);
      await navigator.serviceWorker.register(root + "sw.js", { scope: root });
      return wanted;
    }

    /** Removes every kept file of this language and its worker. */
    async function erase() {
      for (var name of await caches.keys()) if (name.indexOf(pointerName) === 0) await caches.delete(name);
      var worker = await navigator.serviceWorker.getRegistration(root);
      if (worker && worker.scope === root) await worker.unregister();
    }

    return { pack: pack, kept: kept, missing: missing, download: download, erase: erase };
  };

  kadam.keeper.possible = Boolean(window.location.protocol !== "file:" && window.caches && navigator.serviceWorker && window.crypto && crypto.subtle);
})();
