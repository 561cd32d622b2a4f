// The figures: roofline, memory, curves. Classes, never colours.
import { between, bytes, digits, el, prefixed, seconds, share, svg } from "./explorer-words.js";

const H = 350;
const LEFT = 48;
const TOP = 26;
const BOTTOM = 304;
let W = 560;
let RIGHT = 546;

// Figures are drawn for the width they get, so that words keep their size on a phone.
export function fit(width) {
  W = Math.min(Math.max(Math.round(width) || 560, 300), 640);
  RIGHT = W - 8;
}

function logScale(low, high, start, end) {
  const span = Math.log10(high / low) || 1;
  const scale = (v) => start + (Math.log10(Math.min(Math.max(v, low), high) / low) / span) * (end - start);
  scale.low = low;
  scale.ticks = [];
  const step = Math.max(1, Math.ceil(span / 7));
  const parts = span < 1.6 ? [1, 2, 5] : [1];
  for (let p = Math.floor(Math.log10(low)); p <= Math.log10(high) + 1e-9; p += step) {
    scale.ticks.push(...parts.map((m) => m * 10 ** p).filter((v) => v >= low * 0.999 && v <= high * 1.001));
  }
  return scale;
}

const short = (v) => (v >= 1 ? prefixed(v, "").replace(/\.0+(?= )/, "").trim() : String(Number(v.toPrecision(1))));

function frame(x, y, xTitle, yTitle, box) {
  const g = svg("g", {});
  g.append(svg("rect", { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top, class: "frame" }));
  for (const v of x.ticks) {
    g.append(svg("line", { x1: x(v), x2: x(v), y1: box.top, y2: box.bottom, class: "grid" }));
    g.append(svg("text", { x: x(v), y: box.bottom + 16, "text-anchor": "middle", class: "soft" }, short(v)));
  }
  for (const v of y.ticks) {
    g.append(svg("line", { x1: box.left, x2: box.right, y1: y(v), y2: y(v), class: "grid" }));
    g.append(svg("text", { x: box.left - 6, y: y(v) + 4, "text-anchor": "end", class: "soft" }, short(v)));
  }
  g.append(svg("text", { x: (box.left + box.right) / 2, y: box.bottom + 36, "text-anchor": "middle" }, xTitle));
  g.append(svg("text", { x: 2, y: box.top - 11 }, yTitle));
  return g;
}

function picture(width, height, title, ...body) {
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "at-svg", role: "group", "aria-label": title });
  root.append(...body);
  return root;
}

// Work rate of an operator: to expect, and at its bound. [FLOP/s]
const rate = (o) => o.flops / (o.expected_time || o.ideal_time);
const bestRate = (o) => o.flops / o.ideal_time;
const placed = (phase) => phase.operators.filter((o) => o.flops > 0 && o.bytes > 0 && o.ideal_time > 0);
const timeOf = (o) => o.count * (o.expected_time || o.ideal_time);

export function roofs(e) {
  const v = (name) => e.engine.value(e.d, name);
  const peak = v("compute_factor");
  const found = [[16, "peak16"], [8, "peak8"], [4, "peak4"]].map(([bits, name]) => [bits, e.device(name) * peak]);
  return { peaks: found, bandwidth: e.device("bandwidth") * v("bandwidth_factor") };
}

export function roofline(after, before, name, title, show) {
  const phase = after.phase(name);
  const points = placed(phase);
  const old = before ? placed(before.phase(name)) : [];
  const all = [...points, ...old];
  if (!all.length) return picture(W, 40, title);
  const { peaks, bandwidth } = roofs(after);
  const top = peaks[0][1];
  const used = peaks.filter(([, peak], i) => i === 0 || (peak > peaks[i - 1][1] && all.some((o) => bestRate(o) > top * 0.9)));
  const intensity = all.map((o) => o.flops / o.bytes);
  const high = Math.max(...used.map(([, peak]) => peak));
  const ridge = high / bandwidth;
  const x = logScale(Math.min(...intensity, ridge / 40) / 1.8, Math.max(...intensity, ridge * 4) * 1.8, LEFT, RIGHT);
  const highest = before ? Math.max(high, roofs(before).peaks[0][1]) : high;
  const lowest = all.map((o) => Math.min(rate(o), o.band ? (o.count * o.flops) / o.band[1] : Infinity));
  const y = logScale(Math.min(...lowest) / 1.6, highest * 3, BOTTOM, TOP);
  const root = picture(W, H, title, svg("desc", {}, "Operators by arithmetic intensity and rate: hollow at the bound, filled where kernels are expected."));
  root.append(frame(x, y, "work per byte moved [FLOP/B]", "rate [FLOP/s]", { left: LEFT, right: RIGHT, top: TOP, bottom: BOTTOM }));
  const [lines, sayings] = roofLines(x, y, used, bandwidth);
  if (before) root.append(...pastRoofs(x, y, roofs(before), roofs(after)));
  root.append(...lines);
  for (const o of old) root.append(mark(o, x, y, 5, "past"));
  const total = phase.operators.reduce((sum, o) => sum + timeOf(o), 0);
  const order = [...points].sort((a, b) => timeOf(b) - timeOf(a));
  order.forEach((o, i) => root.append(point(o, x, y, timeOf(o) / total, show)));
  const words = used.map(([, peak]) => [RIGHT - 150, 150, y(peak) - 6]);
  const [beside, above] = ["x", "y"].map((name) => Number(sayings[0].getAttribute(name)));
  words.push([beside - 60, 60, above]);
  for (const o of order) words.push(around(o, x, y, total));
  root.append(...sayings, ...labels(order, x, y, total, words));
  return root;
}

function roofLines(x, y, used, bandwidth) {
  const highest = used.at(-1)[1];
  const ridge = highest / bandwidth;
  const start = Math.max(x.low, y.low / bandwidth);
  const slope = svg("line", { x1: x(start), y1: y(start * bandwidth), x2: x(ridge), y2: y(highest), class: "roof memory" });
  const place = start * (ridge / start) ** 0.8;
  const lines = [slope];
  const sayings = [svg("text", { x: x(place) - 9, y: y(place * bandwidth) - 6, "text-anchor": "end", class: "memory halo" }, prefixed(bandwidth, "B/s"))];
  for (const [bits, peak] of used) {
    lines.push(svg("line", { x1: x(peak / bandwidth), x2: RIGHT, y1: y(peak), y2: y(peak), class: "roof compute" }));
    sayings.push(svg("text", { x: RIGHT - 3, y: y(peak) - 6, "text-anchor": "end", class: "compute halo" }, `${prefixed(peak, "FLOP/s")}, ${bits} bit`));
  }
  return [lines, sayings];
}

// The roofs that were, where they differ: of a 16-bit format, dashed.
function pastRoofs(x, y, was, now) {
  const [[, peak]] = was.peaks;
  if (peak === now.peaks[0][1] && was.bandwidth === now.bandwidth) return [];
  const start = Math.max(x.low, y.low / was.bandwidth);
  const [ridge, top] = [peak / was.bandwidth, y(peak)];
  return [svg("path", { d: `M${x(start).toFixed(1)} ${y(start * was.bandwidth).toFixed(1)}L${x(ridge).toFixed(1)} ${top.toFixed(1)}H${RIGHT}`, class: "line dash" })];
}

const radius = (part) => 3 + 20 * Math.sqrt(part);

// The place a mark takes, as labels' places are kept: left, width, base line.
function around(o, x, y, total) {
  const r = radius(timeOf(o) / total);
  return [x(o.flops / o.bytes) - r, 2 * r, y(rate(o)) + 4, r];
}

function mark(o, x, y, r, css) {
  const [cx, cy] = [x(o.flops / o.bytes), y(rate(o))];
  if (o.bound === "compute") return svg("rect", { x: cx - r * 0.9, y: cy - r * 0.9, width: r * 1.8, height: r * 1.8, class: css });
  if (o.bound === "communication") return svg("path", { d: `M${cx} ${cy - r * 1.2}L${cx + r * 1.2} ${cy}L${cx} ${cy + r * 1.2}L${cx - r * 1.2} ${cy}Z`, class: css });
  return svg("circle", { cx, cy, r, class: css });
}

const title = (o) => o.name.replaceAll("_", " ");

export function told(o, part) {
  const expected = o.expected_time ? `, expect ${seconds(o.count * o.expected_time)}${o.band ? ` (${between(o.band, seconds)})` : ""}` : "";
  return `${title(o)}: ${seconds(o.count * o.ideal_time)} at best${expected}, ${share(part)} of the pass; ${digits(o.flops / o.bytes)} FLOP/B at ${prefixed(rate(o), "FLOP/s")}, ${o.bound}-bound; ${digits(o.count)} times`;
}

// The band of an operator's rate, an upright line with ends.
function whisker(o, at, y) {
  const [high, low] = o.band.map((end) => y((o.count * o.flops) / end).toFixed(1));
  const [left, right] = [(at - 3).toFixed(1), (at + 3).toFixed(1)];
  return svg("path", { d: `M${left} ${high}H${right}M${at.toFixed(1)} ${high}V${low}M${left} ${low}H${right}`, class: "line" });
}

function point(o, x, y, part, show) {
  const words = told(o, part);
  const g = svg("g", { class: o.bound, tabindex: "0", role: "img", "aria-label": words }, svg("title", {}, words));
  const at = x(o.flops / o.bytes);
  g.append(svg("line", { x1: at, x2: at, y1: y(bestRate(o)), y2: y(rate(o)), class: "line" }));
  g.append(svg("circle", { cx: at, cy: y(bestRate(o)), r: 2.5, class: "ideal" }), mark(o, x, y, radius(part), "mark"));
  if (o.band) g.append(whisker(o, at, y));
  for (const event of ["focus", "mouseenter"]) g.addEventListener(event, () => show(words));
  return g;
}

// Names of the operators that take most time, where there is room; those in one place share a line.
function labels(order, x, y, total, taken) {
  const made = [];
  for (const [o, ...others] of together(order.filter((p) => timeOf(p) / total > 0.02), x, y)) {
    const words = title(o) + others.slice(0, 2).map((p) => `, ${title(p)}`).join("") + (others.length > 2 ? ", …" : "");
    const [cx, cy, r] = [x(o.flops / o.bytes), y(rate(o)), radius(timeOf(o) / total)];
    const wide = words.length * 6.3;
    const places = [[cx + r + 5, cy + 4, "start"], [cx - r - 5, cy + 4, "end"], [cx + 4, cy + r + 14, "start"], [cx, cy + r + 14, "middle"], [cx - 4, cy - r - 7, "end"], [cx + 6, cy + r + 28, "start"]];
    for (const [px, py, anchor] of places) {
      const left = anchor === "end" ? px - wide : anchor === "middle" ? px - wide / 2 : px;
      const isFree = left > LEFT && left + wide < RIGHT && py < BOTTOM - 2 && py > TOP + 10
        && taken.every(([l, w, t, half = 7]) => left > l + w || left + wide < l || Math.abs(py - t) > half + 6);
      if (!isFree) continue;
      taken.push([left, wide, py]);
      made.push(svg("text", { x: px, y: py, "text-anchor": anchor, class: "halo" }, words));
      break;
    }
    if (made.length >= 6) break;
  }
  return made;
}

function together(order, x, y) {
  const places = [];
  for (const o of order) {
    const near = places.find(([p]) => Math.hypot(x(p.flops / p.bytes) - x(o.flops / o.bytes), y(rate(p)) - y(rate(o))) < 14);
    if (near) near.push(o);
    else places.push([o]);
  }
  return places;
}

// Ideal time of both phases by what bounds it.
export function breakdown(e) {
  const root = picture(W, 84, "Ideal time of each phase by what bounds it");
  ["prefill", "decode"].forEach((name, i) => {
    const { split } = e.phase(name);
    const whole = Object.values(split).reduce((a, b) => a + b, 0);
    const y = i * 42 + 16;
    const shares = Object.entries(split).filter(([, time]) => time > 0);
    let x = 2;
    for (const [bound, time] of shares) {
      const wide = (time / whole) * (W - 4);
      root.append(svg("g", { class: bound }, svg("rect", { x, y, width: Math.max(wide, 0.5), height: 12, class: "part" })));
      x += wide;
    }
    const words = shares.map(([bound, time]) => `${bound} ${share(time / whole)}`).join(" · ");
    root.append(svg("text", { x: 2, y: y - 4 }, svg("tspan", { "font-weight": "bold" }, `${name === "decode" ? "Decode step" : "Prefill"} ${seconds(whole)}: `), words));
  });
  return root;
}

const PARTS = [["weights", "weight_memory"], ["cache", "kv_memory"], ["activations", "activation_memory"]];

export function memory(after, before, [was, now]) {
  const rows = before ? [[was, before], [now, after]] : [["", after]];
  const most = Math.max(...rows.map(([, e]) => Math.max(e.capacity, total(e))));
  const height = rows.length * 62 + 8;
  const root = picture(W, height, "Memory by part against capacity");
  rows.forEach(([name, e], i) => {
    const y = i * 62 + 18;
    const wide = (value) => (value / most) * (W - 4);
    root.append(svg("rect", { x: 2, y, width: wide(e.capacity), height: 20, class: "spare" }));
    let x = 2;
    PARTS.forEach(([part, field], p) => {
      root.append(svg("g", { class: `p${p}` }, svg("rect", { x, y, width: Math.max(wide(e[field]), 0.5), height: 20, class: "part" }, svg("title", {}, `${part} ${bytes(e[field])}`))));
      x += wide(e[field]);
    });
    root.append(svg("line", { x1: 2 + wide(e.capacity), x2: 2 + wide(e.capacity), y1: y - 4, y2: y + 24, class: "line thick" }));
    const parts = PARTS.map(([part, field]) => `${part} ${bytes(e[field])}`).join(" · ");
    root.append(svg("text", { x: 2, y: y + 36 }, parts));
    const verdict = `${name ? name + ": " : ""}${bytes(total(e))} of ${bytes(e.capacity)}${e.fits ? "" : ", does not fit"}`;
    root.append(svg("text", { x: 2, y: y - 6, "font-weight": "bold" }, verdict));
  });
  return root;
}

const total = (e) => e.weight_memory + e.kv_memory + e.activation_memory;

// Curves of a quantity; each is {points: [[x, y]...], css}, and a band {ends: [[x, [low, high]]...]}.
export function curves(lines, here, xTitle, yTitle) {
  const box = { left: 52, right: 340, top: 26, bottom: 190 };
  const ends = lines.flatMap((line) => line.ends ?? []);
  const all = lines.flatMap((line) => line.points).concat([here], ...ends.map(([v, band]) => band.map((end) => [v, end]))).filter(([, v]) => v > 0 && Number.isFinite(v));
  const xs = all.map(([v]) => v);
  const ys = all.map(([, v]) => v);
  const x = logScale(Math.min(...xs), Math.max(...xs, Math.min(...xs) * 2), box.left, box.right);
  const y = logScale(Math.min(...ys) / 1.5, Math.max(...ys) * 1.5, box.bottom, box.top);
  const root = picture(352, 232, `${yTitle} over ${xTitle}`);
  root.append(frame(x, y, xTitle, yTitle, box));
  if (ends.length > 1) root.append(svg("path", { d: area(ends, x, y), class: "band" }));
  for (const { points, css } of lines) {
    if (points.length < 2) continue;
    const d = points.map(([a, b], i) => `${i ? "L" : "M"}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join("");
    root.append(svg("path", { d, class: `line ${css}` }));
  }
  root.append(svg("circle", { cx: x(here[0]), cy: y(here[1]), r: 5, class: "line" }));
  return root;
}

// The outline of a band: along its upper ends, and back along the lower ones.
function area(ends, x, y) {
  const at = (v, end) => `${x(v).toFixed(1)} ${y(end).toFixed(1)}`;
  const above = ends.map(([v, [, high]]) => at(v, high));
  const below = ends.map(([v, [low]]) => at(v, low)).reverse();
  return `M${[...above, ...below].join("L")}Z`;
}

// A table; cells are texts, the first of a row its heading.
export function table(caption, head, rows) {
  const cells = (row, tag) => row.map((cell, i) => {
    const isHead = tag === "th" || i === 0;
    return isHead ? el("th", { scope: tag === "th" ? "col" : "row" }, cell) : el("td", {}, cell);
  });
  return el("table", { class: "ex-table" }, el("caption", {}, caption),
    el("thead", {}, el("tr", {}, ...cells(head, "th"))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, ...cells(row, "td")))));
}
