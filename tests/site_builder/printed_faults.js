// What is wrong with a page on paper, in words; the page is laid out for print when this runs.
() => {
  for (const animation of document.getAnimations()) animation.finish();
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return getComputedStyle(element).visibility !== "hidden" && box.width > 0 && box.height > 0;
  };
  const forEars = (element) => {
    const hidden = element.closest(".at-sr, thead");
    return hidden && getComputedStyle(hidden).clipPath !== "none";
  };
  const linear = (part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const luminance = (color) => {
    const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
    const [r, g, b] = [red, green, blue].map((v) => linear((v * alpha + 255 * (1 - alpha)) / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const isPale = (element) => {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) return false;
    const { fill, color } = getComputedStyle(element);
    return 1.05 / (luminance(element instanceof SVGElement ? fill : color) + 0.05) < 4.5;
  };
  const isClipped = (element) => {
    const { overflowX, overflowY } = getComputedStyle(element);
    const wide = overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
    return wide || (overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1);
  };
  const pressed = "header, nav, footer, .md-tabs, .md-sidebar, .md-skip, main button, main select";
  const all = [...document.querySelectorAll("main *")].filter((e) => shown(e) && !forEars(e));
  const boxes = all.filter((element) => !(element instanceof SVGElement));
  const found = {
    "still there": [...document.querySelectorAll(pressed)].filter(shown),
    pale: all.filter((e) => !(e.closest("svg") && !e.closest("text")) && isPale(e)),
    "beyond the edge": boxes.filter((e) => e.getBoundingClientRect().right > innerWidth + 1),
    clipped: boxes.filter(isClipped),
    "not white": [document.body].filter((e) => luminance(getComputedStyle(e).backgroundColor) < 1),
  };
  const named = (e) => e.tagName.toLowerCase() + "." + (e.className.baseVal ?? e.className);
  return Object.entries(found).flatMap(
    ([fault, elements]) => elements.slice(0, 5).map((e) => `${fault}: ${named(e)}`));
}
