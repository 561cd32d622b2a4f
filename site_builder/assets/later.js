// The theme's script and the search index that it fetches weigh more than a page, and most visits
// need neither: both wait for the first sign that somebody is there.
(function () {
  "use strict";
  var script = document.currentScript;
  var root = document.documentElement;
  var SIGNS = ["pointermove", "pointerdown", "touchstart", "wheel", "scroll",
    "keydown", "focusin", "click"];
  var TO_SEARCH = ["/", "f", "s"];
  var TO_NEIGHBOURS = ["p", "n", ",", "."];
  var asked = null; // What was asked of the theme before it was there, to be asked again.

  function load() {
    if (!script) return;
    SIGNS.forEach(function (sign) { removeEventListener(sign, load, true); });
    var theme = document.createElement("script");
    theme.src = script.getAttribute("data-at-theme");
    theme.onload = function () {
      removeEventListener("click", early, true);
      removeEventListener("keydown", early, true);
      if (asked) asked();
    };
    document.body.appendChild(theme);
    script = null;
  }

  function isField(element) {
    return element.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName);
  }

  // A click on a switch of the theme, or a key that it knows, before the theme has come.
  function early(event) {
    if (event.type === "click") {
      var label = event.target.closest("[data-md-component=palette] label");
      if (label) event.preventDefault();
      if (label) asked = function () { label.click(); };
      if (event.target.closest(".md-header__button[for=__search]")) setTimeout(toSearch);
      return;
    }
    if (event.key === "Escape") fromSearch();
    if (isField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (TO_SEARCH.indexOf(event.key) >= 0) {
      event.preventDefault();
      toSearch();
    } else if (TO_NEIGHBOURS.indexOf(event.key) >= 0) {
      asked = function () { dispatchEvent(new KeyboardEvent("keydown", { key: event.key })); };
    }
  }

  // What is typed while the theme loads stands in the field when it looks there.
  function toSearch() {
    document.getElementById("__search").checked = true;
    document.querySelector("[data-md-component=search-query]").focus();
  }

  function fromSearch() {
    document.getElementById("__search").checked = false;
    document.querySelector("[data-md-component=search-query]").blur();
  }

  // A page that nobody has touched can be printed: what is folded is opened on paper.
  function unfold() {
    if (!script) return;
    var folded = document.querySelectorAll("details:not([open])");
    folded.forEach(function (details) { details.open = true; });
    addEventListener("afterprint", function () {
      folded.forEach(function (details) { details.open = false; });
    }, { once: true });
  }

  // The switch between light and dark shows the choice that is in force, as the theme would.
  function showPalette() {
    var chosen = __md_get("__palette");
    var switches = document.querySelectorAll("[data-md-component=palette] label");
    var shown = switches[chosen && chosen.index] || switches[0];
    if (shown) shown.hidden = false;
  }

  // What scrolls sideways can be reached by keyboard, as the theme sees to.
  function reachable() {
    document.querySelectorAll("pre > code").forEach(function (code) {
      if (code.scrollWidth > code.clientWidth) code.tabIndex = 0;
    });
  }

  // Enter asks the theme, not the server.
  document.forms.search.addEventListener("submit", function (event) { event.preventDefault(); });
  root.classList.remove("no-js");
  root.classList.add("js");
  showPalette();
  reachable();
  SIGNS.forEach(function (sign) { addEventListener(sign, load, { capture: true, passive: true }); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", load);
  addEventListener("beforeprint", unfold);
  addEventListener("click", early, true);
  addEventListener("keydown", early, true);
  if (/[?&][qh]=/.test(location.search)) load();
})();
