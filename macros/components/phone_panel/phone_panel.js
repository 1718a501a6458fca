// Shows and changes what is kept on the phone: only what the reader chose, and all of it can be erased.
kadam.module("phone-panel", function (box) {
  "use strict";
  var root = new URL(box.dataset.root || ".", document.baseURI).href;
  var state = box.querySelector("[data-state]"), button = box.querySelector("[data-keep]"), bar = box.querySelector("[data-bar]");
  var list = box.querySelector("[data-list]"), erase = box.querySelector("[data-erase]"), done = box.querySelector("[data-done]");
  var keeper = null;

  function say(name, values) {
    return box.dataset[name].replace(/\{(\w+)\}/g, function (all, key) { return values[key]; });
  }

  function kilobytes(bytes) {
    return Math.ceil(bytes / 1000);
  }

  function settings() {
    return Object.keys(window.localStorage).filter(function (key) { return key.indexOf("kadam-") === 0; });
  }

  function show() {
    list.replaceChildren();
    settings().forEach(function (key) {
      list.append(Object.assign(document.createElement("li"), { textContent: key + ": " + window.localStorage.getItem(key) }));
    });
    if (!keeper) return finish();
    return keeper.kept().then(function (copy) {
      if (copy) {
        var words = say("kept", { edition: copy.edition, date: copy.date, size: kilobytes(copy.bytes) });
        list.append(Object.assign(document.createElement("li"), { textContent: words }));
        state.textContent = words;
      }
      finish();
      return keeper.pack().then(function (wanted) {
        return keeper.missing(wanted).then(function (bytes) {
          var total = wanted.files.reduce(function (sum, file) { return sum + file[2]; }, 0);
          button.disabled = Boolean(copy) && copy.id === wanted.id;
          if (button.disabled) return;
          var name = copy ? "newer" : bytes < total ? "rest" : "size";
          state.textContent = say(name, { size: kilobytes(bytes), date: wanted.date });
        });
      }).catch(function () {
        if (!copy) state.textContent = box.dataset.gone;
      });
    });
  }

  function finish() {
    if (!list.children.length) list.append(Object.assign(document.createElement("li"), { textContent: box.dataset.nothing }));
    erase.disabled = false;
  }

  button.addEventListener("click", function () {
    button.disabled = true;
    bar.hidden = false;
    keeper.download(function (part, total) {
      bar.value = part / total;
      state.textContent = say("progress", { percent: Math.floor(100 * part / total), size: kilobytes(total) });
    }).then(show).catch(function (error) {
      state.textContent = box.dataset[error.message] || box.dataset.gone;
      button.disabled = false;
    }).finally(function () { bar.hidden = true; });
  });

  box.querySelectorAll("[data-setting]").forEach(function (choice) {
    var key = "kadam-" + choice.dataset.setting;
    var value = window.localStorage.getItem(key) || "";
    choice.querySelectorAll("input").forEach(function (input) {
      input.disabled = false;
      input.checked = input.value === value;
      input.addEventListener("change", function () {
        if (input.value) window.localStorage.setItem(key, input.value);
        else window.localStorage.removeItem(key);
        kadam.settings();
        show();
      });
    });
  });

  erase.addEventListener("click", function () {
    settings().forEach(function (key) { window.localStorage.removeItem(key); });
    window.sessionStorage.clear();
    kadam.settings();
    box.querySelectorAll("input").forEach(function (input) { input.checked = input.value === ""; });
    (keeper ? keeper.erase() : Promise.resolve()).then(function () {
      done.textContent = box.dataset.erased;
      return show();
    });
  });

  kadam.load(box.dataset.script, function () {
    if (kadam.keeper && kadam.keeper.possible) keeper = kadam.keeper(root);
    else state.textContent = box.dataset.impossible;
    show();
  });
});
