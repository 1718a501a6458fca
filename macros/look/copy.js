// Which edition this is, how old, and where this copy stands; one that is months old says so above the page.
// The words come as kadam.edition at the end of the script, so that a new edition leaves the pages as they are.
kadam.module("copy", function (box) {
  "use strict";
  var edition = kadam.edition, home = edition.home, away = !home || window.location.href.indexOf(home) !== 0;
  var days = Math.floor((Date.now() - Date.parse(edition.day)) / 864e5);
  var web = window.location.protocol.startsWith("http");
  var parts = [edition.said];
  if (days > edition.after) {
    parts.push(edition.old.replace("{days}", days));
    box.className = "admonition warning";
    var article = document.querySelector("article");
    article.insertBefore(box, article.firstChild);
  } else if (days >= 0) parts.push(edition.age.replace("{days}", days));
  if (away) parts.push(web ? edition.host.replace("{host}", window.location.host) : edition.device);
  box.textContent = parts.join(" ");
  if (home && away) {
    var link = document.createElement("a");
    link.href = home;
    link.textContent = edition.newest;
    box.appendChild(document.createTextNode(" "));
    box.appendChild(link);
  }
  box.hidden = false;
});
