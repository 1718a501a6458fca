// Puts the browser's language first. Remembers a language only when asked; #choose shows the choice again.
(function () {
  "use strict";
  var KEY = "kadam-language";
  var list = document.querySelector(".landing__languages");
  var items = Array.prototype.slice.call(list.children);

  function stored() {
    try {
      return window.localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }

  function item(locale) {
    return items.filter(function (candidate) { return candidate.lang === locale; })[0];
  }

  var remembered = item(stored());
  if (remembered && window.location.hash !== "#choose") {
    window.location.replace(remembered.querySelector("a").getAttribute("href"));
    return;
  }
  var preferred = remembered || (navigator.languages || [navigator.language]).map(function (tag) {
    return item(String(tag).split("-")[0].toLowerCase());
  }).filter(Boolean)[0] || items[0];
  list.insertBefore(preferred, list.firstChild);
  document.documentElement.lang = preferred.lang;

  var label = preferred.querySelector("label");
  var box = label.querySelector("input");
  label.hidden = false;
  box.checked = Boolean(remembered);
  box.addEventListener("change", function () {
    try {
      if (box.checked) window.localStorage.setItem(KEY, preferred.lang);
      else window.localStorage.removeItem(KEY);
    } catch {
      box.checked = false;
    }
  });
})();
