// Keeps a form on the phone if asked, writes it into a file, fills it in from one, empties it.
kadam.form = function (form) {
  "use strict";
  var name = "kadam-form-" + form.dataset.form, keep = form.querySelector("[data-keep]"), status = form.querySelector("[data-status]");

  function fields() {
    return Array.from(form.elements).filter(function (field) { return field.name; });
  }

  function values() {
    var found = {};
    fields().forEach(function (field) {
      if (field.type === "radio") { if (field.checked) found[field.name] = field.value; }
      else if (field.type === "checkbox") { if (field.checked) found[field.name] = true; }
      else if (field.value) found[field.name] = field.value;
    });
    return found;
  }

  function fill(found) {
    fields().forEach(function (field) {
      var value = Object.prototype.hasOwnProperty.call(found, field.name) ? found[field.name] : "";
      if (field.type === "radio") field.checked = field.value === value;
      else if (field.type === "checkbox") field.checked = value === true;
      else field.value = typeof value === "string" ? value : "";
    });
  }

  function store() {
    if (!keep.checked) return;
    try {
      window.localStorage.setItem(name, JSON.stringify(values()));
      status.textContent = form.dataset.kept;
    } catch {
      keep.checked = false;
      status.textContent = form.dataset.full;
    }
  }

  function forget() {
    try { window.localStorage.removeItem(name); } catch { /* nothing was kept */ }
  }

  form.querySelector("[data-tools]").hidden = false;
  try {
    var kept = window.localStorage.getItem(name);
    if (kept) { keep.checked = true; fill(JSON.parse(kept)); status.textContent = form.dataset.kept; }
  } catch { forget(); }
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("input", store);
  keep.addEventListener("change", function () {
    if (keep.checked) return store();
    forget();
    status.textContent = form.dataset.gone;
  });
  form.querySelector("[data-print]").addEventListener("click", function () { window.print(); });
  form.querySelector("[data-clear]").addEventListener("click", function () {
    fill({});
    store();
  });
  form.querySelector("[data-export]").addEventListener("click", function () {
    var data = JSON.stringify({ kadam: form.dataset.form, fields: values() }, null, 1);
    kadam.save("kadam-" + form.dataset.form + ".json", "application/json", data);
  });
  form.querySelector("[data-import]").addEventListener("change", function (event) {
    var file = event.target.files[0];
    event.target.value = "";
    if (!file || file.size > 1e6) return;
    file.text().then(JSON.parse).then(function (data) {
      if (data.kadam !== form.dataset.form || typeof data.fields !== "object" || !data.fields) throw new Error("another form");
      fill(data.fields);
      store();
      status.textContent = form.dataset.filled;
    }).catch(function () { status.textContent = form.dataset.wrong; });
  });
};

/** Hands the reader a file that was made in the page. */
kadam.save = function (name, type, text) {
  "use strict";
  var link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: type + ";charset=utf-8" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
};
