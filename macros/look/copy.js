// How old this copy is, and where it stands; a copy that is months old says so above the page.
kadam.module("copy", function (box) {
  "use strict";
  var words = box.dataset, home = words.home, days = Math.floor((Date.now() - Date.parse(words.date)) / 864e5);
  var web = window.location.protocol.startsWith("http");
  var here = web ? words.host.replace("{host}", window.location.host) : words.device;
  var parts = [];
  if (days > words.after) {
    parts.push(words.old.replace("{days}", days));
    box.className = "admonition warning";
    var article = document.querySelector("article");
    article.insertBefore(box, article.firstChild);
  } else if (days >= 0) parts.push(words.age.replace("{days}", days));
  if (!home || window.location.href.indexOf(home)) parts.push(here);
  box.textContent = parts.join(" ");
  if (home && window.location.href.indexOf(home)) {
    var link = document.createElement("a");
    link.href = home;
    link.textContent = words.newest;
    box.appendChild(document.createTextNode(" "));
    box.appendChild(link);
  }
  box.hidden = false;
});
