// The builder comes with its script, and only on its page.
kadam.module("agenda-builder", function (box) {
  "use strict";
  kadam.load(box.dataset.save, function () {
    kadam.load(box.dataset.script, function () { kadam.agenda(box); });
  });
});
