// What opens from the bar closes by Escape and by a tap beside it. The menu stands open where there is room.
// A language link keeps the section or the filter: ids are the same in every language.
kadam.module("popup", function (box) {
  "use strict";
  var wide = window.matchMedia("(min-width: " + (box.dataset.wide || "9999em") + ")");

  function fit() {
    if (wide.matches) box.removeAttribute("name");
    box.open = wide.matches;
  }

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !box.open || wide.matches) return;
    box.open = false;
    box.querySelector("summary").focus();
  });
  document.addEventListener("click", function (event) {
    if (!wide.matches && !box.contains(event.target)) box.open = false;
  });
  box.addEventListener("click", function (event) {
    var link = event.target.closest("a[hreflang]");
    if (link) link.hash = window.location.hash;
  });
  wide.addEventListener("change", fit);
  fit();
});
