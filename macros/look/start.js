// Says that scripts run, and starts what binds itself to a data-module. One that fails never breaks the page.
(function () {
  "use strict";
  document.documentElement.classList.remove("no-js");
  document.documentElement.classList.add("js");
  var modules = {};
  window.kadam = {
    /** Registers what runs once for each element with data-module="name". */
    module: function (name, start) {
      modules[name] = start;
    }
  };
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-module]").forEach(function (element) {
      var start = modules[element.dataset.module];
      if (!start || element.hasAttribute("data-started")) return;
      element.setAttribute("data-started", "");
      try {
        start(element);
      } catch (error) {
        window.console.error(error);
      }
    });
  });
})();
