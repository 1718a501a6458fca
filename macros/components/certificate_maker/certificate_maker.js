// Fills in one certificate for each name; the names stay in the page.
kadam.module("certificate-maker", function (box) {
  "use strict";
  var form = box.querySelector("[data-form]"), sheets = box.querySelector("[data-sheets]"), blank = sheets.firstElementChild.cloneNode(true);

  function sheet(name) {
    var made = blank.cloneNode(true);
    made.querySelector("[data-name]").textContent = name;
    ["course", "where", "trainers"].forEach(function (field) {
      made.querySelectorAll("[data-" + field + "]").forEach(function (place) { place.textContent = form[field].value; });
    });
    made.querySelectorAll("[data-language]").forEach(function (words) {
      words.hidden = words.dataset.language !== form.first.value && words.dataset.language !== form.second.value;
      if (words.dataset.language === form.first.value) words.parentNode.insertBefore(words, made.querySelector(".certificate-maker__words"));
    });
    var first = made.querySelector(".certificate-maker__words:not([hidden])");
    first.insertBefore(made.querySelector(".certificate-maker__name"), first.children[1]);
    return made;
  }

  function draw() {
    var names = form.names.value.split("\n").map(function (name) { return name.trim(); }).filter(Boolean).slice(0, 500);
    sheets.replaceChildren.apply(sheets, (names.length ? names : [""]).map(sheet));
  }

  form.hidden = false;
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("input", draw);
  form.querySelector("[data-print]").addEventListener("click", function () { window.print(); });
  draw();
});
