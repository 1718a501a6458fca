// Filters the topic cards by theme and words; the choice lives in the address and nowhere else.
kadam.module("topic-cards", function (root) {
  "use strict";
  var form = root.querySelector("form");
  var index = root.querySelector(".topic-cards__index");
  var count = root.querySelector("[data-count]");
  var none = root.querySelector("[data-none]");
  var cards = Array.prototype.slice.call(root.querySelectorAll(".card"));
  var counts = root.dataset.counts.split("|");
  var themes = Array.prototype.slice.call(form.elements.theme.length ? form.elements.theme : [form.elements.theme]);

  /** Letters as a reader with only a Russian keyboard writes them. */
  function fold(text) {
    return text.toLowerCase().replace(/./g, function (letter) {
      var position = root.dataset.folded.indexOf(letter);
      return position < 0 ? letter : root.dataset.plain[position];
    });
  }

  cards.forEach(function (card) {
    card.words = fold(card.textContent);
  });

  function show() {
    var chosen = themes.filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
    var words = fold(form.elements.words.value).split(/\s+/).filter(Boolean);
    var shown = 0;
    cards.forEach(function (card) {
      var fits = (!chosen.length || chosen.indexOf(card.dataset.theme) >= 0) &&
        words.every(function (word) { return card.words.indexOf(word) >= 0; });
      card.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    root.querySelectorAll("[data-group]").forEach(function (group) {
      group.hidden = !group.querySelector(".card:not([hidden])");
    });
    none.hidden = shown > 0;
    form.querySelector("[data-draw]").disabled = shown === 0;
    if (count.textContent !== counts[shown]) count.textContent = counts[shown];
    return chosen;
  }

  /** Writes the choice into the address, in place: a filter is no step to go back over. */
  function keep() {
    var chosen = show();
    var words = form.elements.words.value.trim();
    var parts = [];
    if (chosen.length) parts.push("theme=" + chosen.join(","));
    if (words) parts.push("words=" + encodeURIComponent(words));
    window.history.replaceState(null, "", "#" + parts.join("&"));
  }

  /** Reads the choice from the address. The address of a card shows that card among all. */
  function read() {
    var hash = window.location.hash.slice(1);
    var choice = new URLSearchParams(hash.indexOf("=") < 0 ? "" : hash);
    var chosen = (choice.get("theme") || "").split(",");
    themes.forEach(function (box) { box.checked = chosen.indexOf(box.value) >= 0; });
    form.elements.words.value = choice.get("words") || "";
    show();
  }

  function open(id) {
    window.location.replace("#" + id);
    document.getElementById(id).focus();
  }

  form.addEventListener("input", keep);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.querySelector("[data-draw]").addEventListener("click", function () {
    var visible = cards.filter(function (card) { return !card.hidden; });
    open(visible[Math.floor(Math.random() * visible.length)].id);
  });
  none.querySelector("[data-all]").addEventListener("click", function () {
    form.reset();
    keep();
    form.elements.words.focus();
  });
  window.addEventListener("hashchange", read);
  form.hidden = false;
  index.hidden = true;
  read();
  if (window.location.hash.indexOf("=") > 0) form.scrollIntoView();
});
