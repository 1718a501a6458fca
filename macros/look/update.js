// A kept copy says that it is one. When a newer edition is out it offers the update; an urgent correction comes by itself.
kadam.module("update", function (box) {
  "use strict";
  if (!navigator.serviceWorker || !navigator.serviceWorker.controller) return;
  var root = new URL(box.dataset.root, document.baseURI).href;
  var words = box.querySelector("[data-words]"), button = box.querySelector("button");

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, key) { return values[key]; });
  }

  function bring(keeper, copy) {
    button.hidden = true;
    return keeper.download(function () {}).then(function (pack) {
      words.textContent = fill(pack.words.applied, pack);
    }).catch(function () {
      words.textContent = copy.words.gone;
      button.hidden = false;
    });
  }

  kadam.load(box.dataset.script, function () {
    var keeper = kadam.keeper(root);
    keeper.kept().then(function (copy) {
      if (!copy) return;
      words.textContent = fill(copy.words.kept, copy);
      box.hidden = false;
      navigator.serviceWorker.getRegistration(root).then(function (worker) { if (worker) worker.update().catch(function () {}); });
      keeper.pack().then(function (pack) {
        if (pack.id === copy.id) return;
        if (pack.urgent) return bring(keeper, copy);
        return keeper.missing(pack).then(function (bytes) {
          words.textContent = fill(copy.words.newer, { date: pack.date, size: Math.ceil(bytes / 1000) });
          button.textContent = copy.words.update;
          button.hidden = false;
          button.addEventListener("click", function () { bring(keeper, copy); });
        });
      }).catch(function () {});
    });
  });
});
