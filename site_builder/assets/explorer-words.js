// Numbers in words, as roofline pages print them: two or three digits, SI prefixes.

// Thousands are grouped by hand: the browser's own number words take a while to wake up.
const grouped = (text) => text.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

export function digits(value, count = 3) {
  if (!Number.isFinite(value)) return "∞";
  if (Number.isInteger(value) && Math.abs(value) < 1e5) return grouped(String(value));
  const places = Math.max(count - 1 - Math.floor(Math.log10(Math.abs(value))), 0);
  const [whole, part] = Number(value.toPrecision(count)).toFixed(Math.min(places, 9)).split(".");
  return grouped(whole) + (part ? `.${part}` : "");
}

const PREFIXES = [[1e15, "P"], [1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"], [1, ""]];

export function prefixed(value, unit) {
  const [size, prefix] = PREFIXES.find(([least]) => Math.abs(value) >= least) ?? [1, ""];
  return `${digits(value / size)} ${prefix}${unit}`;
}

export function seconds(value, count = 3) {
  if (!Number.isFinite(value)) return "never";
  if (value >= 1) return `${digits(value, count)} s`;
  return value >= 1e-3 ? `${digits(value * 1e3, count)} ms` : `${digits(value * 1e6, count)} µs`;
}

// Both ends of a band in words, the unit once: “5.3–9.1 ms”.
export function between(band, say) {
  const [low, high] = band.map((end) => say(end, 2));
  const unit = / \D*$/.exec(high)?.[0] ?? "";
  return `${unit && low.endsWith(unit) ? low.slice(0, -unit.length) : low}–${high}`;
}

// A value with its band in small below, for a cell of a table.
export function banded(value, band, say) {
  return band ? el("span", {}, say(value), el("small", { class: "ex-band" }, between(band, say))) : say(value);
}

export const ratio = (value) => `${digits(value, 2)}×`;
export const share = (value) => (value > 0 && value < 0.001 ? "< 0.1 %" : `${digits(value * 100, 2)} %`);
export const bytes = (value) => prefixed(value, "B");

// An HTML element with attributes and children; texts are never markup.
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    node.setAttribute(name, typeof value === "number" ? String(Math.round(value * 10) / 10) : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}
