// Small comforts on every page: copy a text, and say so.
(function () {
  "use strict";
  function say(button, words) {
    var label = button.textContent;
    button.textContent = words;
    button.setAttribute("aria-live", "polite");
    setTimeout(function () { button.textContent = label; }, 1600);
  }
  // From a disk, a link to a folder would list it: lead to its page. Search needs a server there.
  function browsable() {
    document.querySelectorAll("a[href]").forEach(function (link) {
      if (link.protocol === "file:" && link.pathname.slice(-1) === "/") link.pathname += "index.html";
    });
    var search = document.querySelector("[data-md-component=search-query]");
    if (!search) return;
    search.disabled = true;
    search.placeholder = "Search needs a server";
  }
  // Browsers give a page that was opened from a disk no modules: say so, and show what needs none.
  function fromDisk() {
    if (location.protocol !== "file:") return;
    browsable();
    var fallback = document.querySelector(".at-no-js");
    if (!fallback || !document.querySelector("script[type=module]")) return;
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
