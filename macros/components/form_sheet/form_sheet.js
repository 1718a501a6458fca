// The tools of a form: they come when the page is read with scripts. What is written stays in the page.
kadam.module("form-sheet", function (form) {
  "use strict";
  kadam.load(form.dataset.script, function () { kadam.form(form); });
});
