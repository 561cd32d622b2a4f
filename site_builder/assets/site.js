// Small comforts on every page: copy a text, and say so.
(function () {
  "use strict";
  function say(button, words) {
    var label = button.textContent;
    button.textContent = words;
    button.setAttribute("aria-live", "polite");
    setTimeout(function () { button.textContent = label; }, 1600);
  }
  // Browsers give a page that was opened from a disk no modules: say so, and show what needs none.
  function fromDisk() {
    var fallback = document.querySelector(".at-no-js");
    if (location.protocol !== "file:" || !fallback || !document.querySelector("script[type=module]")) return;
    document.documentElement.classList.add("at-from-disk");
    var words = document.createElement("p");
    words.setAttribute("role", "status");
    words.className = "at-disk";
    words.textContent = "This page was opened from a disk, where browsers do not let it load its scripts. Run “python -m http.server” in the folder of the site and open http://localhost:8000/ to use it in full.";
    fallback.before(words);
  }
  fromDisk();
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
