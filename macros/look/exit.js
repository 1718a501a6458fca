// Leaves at once: covers the page, takes its place with another, and keeps Back from bringing it home again in this tab.
kadam.module("exit", function (link) {
  "use strict";
  var presses = [];

  function cover() {
    document.documentElement.hidden = true;
    document.title = "";
  }

  function leave() {
    cover();
    try {
      window.sessionStorage.setItem("kadam-left", "1");
    } catch {
      // Without storage the page still goes; only Back could bring it back.
    }
    window.location.replace(link.href);
  }

  link.addEventListener("click", function (event) {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Shift" && event.key !== "Escape") {
      presses = [];
      return;
    }
    if (event.repeat) return;
    presses = presses.filter(function (time) { return event.timeStamp - time < 1500; }).concat(event.timeStamp);
    if (presses.length > 2) leave();
  });
  window.addEventListener("pageshow", function (event) {
    try {
      if (event.persisted && window.sessionStorage.getItem("kadam-left")) leave();
    } catch {
      // as above
    }
  });
});
