/** Copies a text and says so in `status`; where the browser forbids it, `status` shows the text, to be copied by hand. */
kadam.copy = function (text, status, copied) {
  "use strict";
  function byHand() {
    var field = document.createElement("textarea");
    field.value = text;
    status.appendChild(field);
    field.select();
    var done = document.execCommand("copy");
    status.textContent = done ? copied : text;
  }
  status.textContent = "";
  // On plain http, as in a classroom's own network, browsers have no clipboard.
  if (!navigator.clipboard) return byHand();
  navigator.clipboard.writeText(text).then(function () { status.textContent = copied; }, byHand);
};

// Sharing with the section or filter that the reader is at: the phone's own sheet, a copied link, a QR code made here.
kadam.module("share", function (box) {
  "use strict";
  var send = box.querySelector("[data-send]"), copy = box.querySelector("[data-copy]");
  var status = box.querySelector("[role=status]"), frame = box.querySelector("[data-code]"), picture = frame.querySelector("svg");

  function address() {
    return window.location.href;
  }

  function draw() {
    try {
      var code = kadam.qr(address());
      picture.setAttribute("viewBox", "0 0 " + (code.size + 8) + " " + (code.size + 8));
      picture.querySelector("path").setAttribute("d", code.path);
      frame.hidden = false;
    } catch {
      frame.hidden = true;
    }
  }

  box.hidden = false;
  send.hidden = !navigator.share;
  send.addEventListener("click", function () {
    navigator.share({ title: document.title, url: address() }).catch(function () {});
  });
  copy.addEventListener("click", function () {
    kadam.copy(address(), status, box.dataset.copied);
  });
  box.addEventListener("toggle", function () {
    if (!box.open) return;
    status.textContent = "";
    if (kadam.qr) draw();
    else kadam.load(box.dataset.script, draw);
  });
  window.addEventListener("hashchange", function () {
    if (box.open && kadam.qr) draw();
  });
});
