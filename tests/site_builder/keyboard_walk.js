// What holds the focus now: what it is, whether that can be seen, and its place in the document.
() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  for (const animation of document.getAnimations()) animation.finish();
  const ringed = (one) => {
    const { outlineStyle, outlineWidth, boxShadow } = one ? getComputedStyle(one) : {};
    return (one && outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || (one && boxShadow !== "none");
  };
  const mark = element.querySelector(".mark, .shell"); // marks of a figure fill up instead
  const filled = mark && (getComputedStyle(mark).fillOpacity === "1" || getComputedStyle(mark).strokeWidth === "2.5px");
  const seen = element.matches("input.md-option, .at-switch") ? element.nextElementSibling : element;
  const { top, bottom, width } = seen.getBoundingClientRect();
  return {
    name: element.tagName.toLowerCase() + "." + (element.className.baseVal ?? element.className),
    said: element.name || element.dataset.exAdd !== undefined && "add" || element.textContent.trim().slice(0, 30),
    main: Boolean(element.closest("main")),
    place: [...document.querySelectorAll("*")].indexOf(element),
    visible: Boolean(width > 0 && bottom > 0 && top < innerHeight && (ringed(seen) || filled)),
  };
}
