// Small comforts on every page: copy a text, and say so.
(function () {
  "use strict";
  function say(button, words) {
    var label = button.textContent;
    button.textContent = words;
    button.setAttribute("aria-live", "polite");
    setTimeout(function () { button.textContent = label; }, 1600);
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-at-copy]");
    if (!button) return;
    var from = document.getElementById(button.getAttribute("data-at-copy"));
    if (!from) return;
    if (!navigator.clipboard) {
      getSelection().selectAllChildren(from);
      say(button, "Selected, press Ctrl+C");
      return;
    }
    navigator.clipboard.writeText(from.textContent).then(
      function () { say(button, "Copied"); },
      function () { getSelection().selectAllChildren(from); say(button, "Selected, press Ctrl+C"); }
    );
  });
})();
