// Opens search, and only then fetches its engine and this language's index, as scripts: that works on file://, too.
kadam.module("search", function (box) {
  "use strict";
  var button = box.querySelector("[data-open]");
  var dialog = box.querySelector("dialog");
  var input = dialog.querySelector("input");
  var status = dialog.querySelector("[role=status]");
  var list = dialog.querySelector("ol");
  var root = box.dataset.root;

  function load(names) {
    var name = names[0];
    if (!name) {
      box.setAttribute("data-ready", "");
      show();
      return;
    }
    var script = document.createElement("script");
    script.src = root + name;
    script.onload = function () { load(names.slice(1)); };
    script.onerror = function () {
      script.remove();
      box.removeAttribute("data-asked");
      status.textContent = box.dataset.failed;
    };
    document.head.append(script);
  }

  function open() {
    if (!dialog.open) dialog.showModal();
    input.focus();
    if (box.hasAttribute("data-asked")) return;
    box.setAttribute("data-asked", "");
    status.textContent = box.dataset.wait;
    load(box.dataset.scripts.split(" "));
  }

  function item(result) {
    var entry = document.createElement("li");
    var link = document.createElement("a");
    var path = document.createElement("span");
    var text = document.createElement("span");
    link.href = root + result.section.address;
    path.className = "search__path";
    path.textContent = result.section.heading === result.section.title ? "" : result.section.title;
    link.append(kadam.snippet(result.section.heading, result.words));
    text.className = "search__text";
    text.append(kadam.snippet(result.section.text, result.words));
    entry.append(path, link, text);
    return entry;
  }

  function show() {
    var query = input.value.trim();
    if (!box.hasAttribute("data-ready")) return;
    var results = query ? kadam.find(query) : [];
    list.replaceChildren.apply(list, results.map(item));
    status.textContent = !query ? "" : results.length ? kadam.index.words.counts[results.length] : kadam.index.words.none;
    dialog.querySelector("[data-help]").hidden = !query || results.length > 0;
    if (query && !results.length) {
      var near = kadam.suggest(query).join(", ");
      dialog.querySelector("[data-near]").textContent = near && kadam.index.words.alike + " " + near;
    }
  }

  function move(step) {
    var stops = [input].concat(Array.prototype.slice.call(list.querySelectorAll("a")));
    var next = stops[stops.indexOf(document.activeElement) + step];
    if (next) next.focus();
  }

  button.hidden = false;
  button.addEventListener("click", open);
  input.addEventListener("input", show);
  dialog.querySelector("[data-close]").addEventListener("click", function () { dialog.close(); });
  dialog.addEventListener("click", function (event) {
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
  dialog.addEventListener("keydown", function (event) {
    var link = list.querySelector("a");
    if (event.key === "Enter" && event.target === input && link) link.click();
    if (event.key === "Escape") { // in a search field it would only clear the words
      event.preventDefault();
      dialog.close();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  });
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.nodeName);
    if (event.key === "/" && !typing && !dialog.open) {
      event.preventDefault();
      open();
    }
  });
});
