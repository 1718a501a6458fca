// The reader's own settings, kept only when chosen; and where reading stopped, if that was asked for.
(function () {
  "use strict";

  function stored(key) {
    try {
      return window.localStorage.getItem("kadam-" + key);
    } catch {
      return null;
    }
  }

  /** Applies size, colours and icon as they are stored now. */
  kadam.settings = function () {
    var html = document.documentElement;
    ["data-size", "data-theme"].forEach(function (name) {
      var value = stored(name.slice(5));
      if (value) html.setAttribute(name, value);
      else html.removeAttribute(name);
    });
  };

  /** Fetches a script once, then goes on. */
  kadam.load = function (address, then) {
    var script = document.createElement("script");
    script.src = address;
    script.onload = then;
    document.head.append(script);
  };

  kadam.module("resume", function (box) {
    var here = box.dataset.page;
    var link = box.querySelector("a");
    if (stored("resume") !== "on") {
      if (stored("place")) window.localStorage.removeItem("kadam-place");
      return;
    }
    if (box.hasAttribute("data-first")) {
      var place = (stored("place") || "").split("|");
      if (place.length < 2 || /^[a-z]+:|^\//.test(place[0])) return;
      link.href = place[0];
      link.textContent = place[1];
      box.hidden = false;
      return;
    }
    window.addEventListener("pagehide", function () {
      var heading = Array.prototype.slice.call(document.querySelectorAll("article [id]")).filter(function (element) {
        return element.getBoundingClientRect().top < 80;
      }).pop();
      var title = document.querySelector("h1").textContent;
      window.localStorage.setItem("kadam-place", here + (heading ? "#" + heading.id : "") + "|" + title);
    });
  });

  kadam.module("app", function (link) {
    if (window.location.protocol === "file:") return;
    var name = stored("icon") === "plain" ? "app-plain" : "app";
    var manifest = document.createElement("link");
    manifest.rel = "manifest";
    manifest.href = link.dataset.root + name + ".webmanifest";
    document.head.append(manifest);
  });
})();
