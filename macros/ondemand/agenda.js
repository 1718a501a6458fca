// Builds an agenda: its state is the address after #, such as #a=0900.opening._tea15~0900.norms&t=Osh&d=2027-03-01
kadam.agenda = function (box) {
  "use strict";
  var KEPT = "kadam-agenda", DAY = 24 * 60;
  var form = box.querySelector("form"), list = box.querySelector("[data-days]"), tools = box.querySelector("[data-tools]");
  var keep = box.querySelector("[data-keep]"), status = box.querySelector("[data-status]");
  var sessions = new Map(), pauses = new Map(), days = [];

  form.session.querySelectorAll("option").forEach(function (option) {
    var after = option.dataset.after ? option.dataset.after.split(" ") : [];
    sessions.set(option.value, { title: option.textContent, minutes: Number(option.dataset.minutes), after: after });
  });
  form.pause.querySelectorAll("option").forEach(function (option) { pauses.set(option.value, option.textContent); });

  function two(number) { return String(number).padStart(2, "0"); }

  function clock(minutes) { return two(Math.floor(minutes / 60) % 24) + ":" + two(minutes % 60); }

  function say(name, values) {
    return box.dataset[name].replace(/\{(\w+)\}/g, function (all, key) { return values[key]; });
  }

  /** The item of a code such as opening or _tea15; null for one that means nothing. */
  function item(code) {
    var pause = /^_([a-z]+)(\d{1,3})$/.exec(code);
    if (pause && pauses.has(pause[1]) && Number(pause[2]) > 0) return { code: code, title: pauses.get(pause[1]), minutes: Number(pause[2]), pause: pause[1] !== "other" };
    return sessions.has(code) ? Object.assign({ code: code, session: true }, sessions.get(code)) : null;
  }

  function read() {
    var query = new URLSearchParams(window.location.hash.slice(1));
    days = (query.get("a") || "").split("~").filter(Boolean).slice(0, 14).map(function (text) {
      var parts = text.split("."), start = /^([01]\d|2[0-3])([0-5]\d)$/.exec(parts[0]);
      return { start: start ? Number(start[1]) * 60 + Number(start[2]) : 540, items: parts.slice(1, 60).map(item).filter(Boolean) };
    });
    if (!days.length) days = [{ start: 540, items: [] }];
    form.title.value = query.get("t") || "";
    form.date.value = query.get("d") || "";
    show();
  }

  function address() {
    var plan = days.map(function (day) {
      return [clock(day.start).replace(":", "")].concat(day.items.map(function (one) { return one.code; })).join(".");
    }).join("~");
    var extra = (form.title.value ? "&t=" + encodeURIComponent(form.title.value) : "") + (form.date.value ? "&d=" + form.date.value : "");
    return "#a=" + plan + extra;
  }

  function write() {
    window.history.replaceState(null, "", address());
    if (keep.checked) {
      try { window.localStorage.setItem(KEPT, address()); status.textContent = box.dataset.kept; } catch { keep.checked = false; }
    }
    show();
  }

  function element(tag, name, text) {
    var made = document.createElement(tag);
    if (name) made.className = name;
    if (text) made.textContent = text;
    return made;
  }

  function mover(sign, label, title, act) {
    var button = element("button", "agenda-builder__move", sign);
    button.type = "button";
    button.setAttribute("aria-label", label + " " + title);
    button.addEventListener("click", function () { act(); write(); });
    return button;
  }

  function shift(day, position, by) {
    var items = days[day].items, moved = items.splice(position, 1)[0], to = position + by;
    if (to < 0 && day > 0) days[day - 1].items.push(moved);
    else if (to > items.length && day < days.length - 1) days[day + 1].items.unshift(moved);
    else items.splice(Math.max(0, to), 0, moved);
  }

  function row(one, day, position, now, done) {
    var line = element("li", "agenda-builder__item");
    if (one.pause) line.classList.add("agenda-builder__item--pause");
    line.append(element("span", "agenda-builder__clock", clock(now)), element("span", "agenda-builder__name", one.title), element("span", "", one.minutes + "\u2032"));
    line.append(mover("\u2191", box.dataset.up, one.title, function () { shift(day, position, -1); }));
    line.append(mover("\u2193", box.dataset.down, one.title, function () { shift(day, position, 1); }));
    line.append(mover("\u00d7", box.dataset.out, one.title, function () { days[day].items.splice(position, 1); }));
    var lacking = (one.after || []).filter(function (wanted) { return !done.has(wanted); });
    if (lacking.length) {
      var names = lacking.map(function (wanted) { return sessions.get(wanted).title; }).join(", ");
      line.append(element("span", "agenda-builder__warning", say("after", { names: names })));
    }
    if (one.session) done.add(one.code);
    return line;
  }

  function show() {
    var done = new Set();
    list.replaceChildren();
    days.forEach(function (day, number) {
      var now = day.start, work = 0, rows = element("ol", "agenda-builder__list"), head = element("h2", "", say("day", { number: number + 1 }));
      var start = document.createElement("input");
      start.type = "time";
      start.value = clock(day.start);
      start.setAttribute("aria-label", head.textContent);
      start.addEventListener("change", function () {
        var parts = start.value.split(":");
        if (parts.length > 1) day.start = Number(parts[0]) * 60 + Number(parts[1]);
        write();
      });
      day.items.forEach(function (one, position) {
        rows.append(row(one, number, position, now, done));
        now += one.minutes;
        if (!one.pause) work += one.minutes;
      });
      list.append(head, start, rows, element("p", "agenda-builder__sum", day.items.length ? say("sum", { start: clock(day.start), end: clock(now), work: work, pauses: now - day.start - work }) : box.dataset.empty));
      if (now > DAY) list.append(element("p", "agenda-builder__warning", box.dataset.late));
    });
  }

  function escaped(text) { return text.replace(/[\\;,]/g, "\\$&").replace(/\n/g, "\\n"); }

  /** A line of iCalendar (RFC 5545) in pieces of at most 75 octets. */
  function folded(line) {
    var pieces = [""], size = 0;
    Array.from(line).forEach(function (letter) {
      var octets = new TextEncoder().encode(letter).length;
      if (size + octets > 73) { pieces.push(""); size = 0; }
      pieces[pieces.length - 1] += letter;
      size += octets;
    });
    return pieces.join("\r\n ");
  }

  function calendar() {
    var first = (form.date.value || new Date().toISOString().slice(0, 10)).split("-").map(Number);
    var stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, ""), lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kadam//Agenda//EN"];
    function at(day, minutes) {
      var when = new Date(Date.UTC(first[0], first[1] - 1, first[2] + day, 0, minutes));
      return when.toISOString().slice(0, 16).replace(/[-:]/g, "") + "00";
    }
    days.forEach(function (day, number) {
      var now = day.start;
      day.items.forEach(function (one, position) {
        var title = form.title.value ? form.title.value + ": " + one.title : one.title;
        lines.push("BEGIN:VEVENT", "UID:" + at(number, now) + "-" + number + "-" + position + "-" + one.code + "@kadam", "DTSTAMP:" + stamp);
        lines.push("DTSTART:" + at(number, now), "DTEND:" + at(number, now + one.minutes), "SUMMARY:" + escaped(title), "END:VEVENT");
        now += one.minutes;
      });
    });
    return lines.concat("END:VCALENDAR", "").map(folded).join("\r\n");
  }

  var adders = {
    session: function () { days[days.length - 1].items.push(item(form.session.value)); },
    pause: function () {
      var made = item("_" + form.pause.value + Math.round(Number(form.minutes.value)));
      if (made) days[days.length - 1].items.push(made);
    },
    day: function () { days.push({ start: days[days.length - 1].start, items: [] }); }
  };
  form.querySelectorAll("[data-add]").forEach(function (button) {
    button.addEventListener("click", function () { adders[button.dataset.add](); write(); });
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.title.addEventListener("input", write);
  form.date.addEventListener("change", write);
  keep.addEventListener("change", function () {
    if (keep.checked) return write();
    try { window.localStorage.removeItem(KEPT); } catch { /* nothing was kept */ }
    status.textContent = box.dataset.gone;
  });
  box.querySelector("[data-print]").addEventListener("click", function () { window.print(); });
  box.querySelector("[data-calendar]").addEventListener("click", function () { kadam.save("kadam.ics", "text/calendar", calendar()); });
  box.querySelector("[data-link]").addEventListener("click", function () {
    write();
    kadam.copy(window.location.href, status, box.dataset.copied);
  });
  box.querySelector("[data-clear]").addEventListener("click", function () {
    days = [{ start: 540, items: [] }];
    form.title.value = "";
    form.date.value = "";
    write();
  });
  window.addEventListener("hashchange", read);
  form.hidden = false;
  tools.hidden = false;
  var kept = null;
  try { kept = window.localStorage.getItem(KEPT); } catch { /* nothing can be kept */ }
  keep.checked = Boolean(kept);
  if (kept && !window.location.hash) window.history.replaceState(null, "", kept);
  read();
};
