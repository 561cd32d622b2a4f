// The network as a graph of operators: one layer of each group, drawn from the top down.
import { between, bytes, digits, prefixed, seconds, share, svg } from "./explorer-words.js";

const LANE = 12;
const LEFT = 26;
const GAP = 9;
const LOW = 20;
const HEAD = 20;
const KEYS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

const title = (o) => o.name.replaceAll("_", " ");
const timeOf = (o) => o.count * (o.expected_time || o.ideal_time);
const sum = (operators) => operators.reduce((total, o) => total + timeOf(o), 0);

// The finding: which operators take the time of a pass.
export function heaviest(phase, name) {
  const whole = sum(phase.operators);
  const order = [...phase.operators].sort((a, b) => timeOf(b) - timeOf(a));
  const [first, ...next] = order;
  if (!first || !whole) return "The network";
  const three = share(sum(order.slice(0, 3)) / whole);
  const pass = name === "decode" ? "a decode step" : "the prefill";
  const rest = next.length > 1 ? `; with ${title(next[0])} and ${title(next[1])} ${three}` : "";
  return `${share(timeOf(first) / whole)} of ${pass} is ${title(first)}${rest}`;
}

// What an operator does, in words.
export function describe(o, part) {
  const work = o.flops ? `, ${prefixed(o.flops, "FLOP")}` : "";
  const moved = o.communicated ? `, sends ${bytes(o.communicated)}` : `, moves ${bytes(o.bytes)}`;
  const many = o.count > 1 ? `${digits(o.count)} × ` : "";
  return `${title(o)}: ${share(part)} of the pass, expect ${seconds(timeOf(o))}${o.band ? ` (${between(o.band, seconds)})` : ""}, at best ${seconds(o.count * o.ideal_time)}; ${many}each${work}${moved}; ${o.bound}-bound`;
}

// Operators in stretches of one layer group, in order of execution.
function stretches(operators) {
  const found = [];
  for (const o of operators) {
    if (found.length && found.at(-1)[0].group === o.group) found.at(-1).push(o);
    else found.push([o]);
  }
  return found;
}

export function network(phase, wide, finding, show) {
  const { root, total, longest } = picture(phase, finding);
  const d = { wide, box: Math.min(168, Math.round(wide * 0.43)), total, longest, y: 8, show, lines: [], boxes: [], nodes: [] };
  for (const stretch of stretches(phase.operators)) block(stretch, d);
  root.setAttribute("viewBox", `0 0 ${wide} ${Math.round(d.y)}`);
  root.append(...d.boxes, ...d.lines, ...d.nodes);
  steerable(root, d.nodes);
  return root;
}

function picture(phase, finding) {
  const root = svg("svg", { class: "at-svg ex-network", role: "group", "aria-label": finding },
    svg("desc", {}, "Operators from the top down in order of execution, residuals at the left; the table of operators below lists the same."));
  return { root, total: sum(phase.operators), longest: Math.max(...phase.operators.map((o) => Math.max(timeOf(o), o.count * o.ideal_time, o.band?.[1] ?? 0))) };
}

// One layer of a group in its frame, or the operators before and after all layers.
function block(stretch, d) {
  const isLayer = stretch[0].group >= 0;
  if (isLayer) d.y += HEAD;
  const top = d.y;
  let from = top - GAP / 2;
  for (const o of stretch) {
    const high = LOW + 34 * (timeOf(o) / d.total);
    if (d.nodes.length) d.lines.push(svg("path", { d: `M${LEFT + d.box / 2} ${d.last}V${d.y}`, class: "flow" }));
    d.nodes.push(node(o, high, d));
    if (o.name.endsWith("_add")) {
      d.lines.push(residual(from, d.y + high / 2));
      from = d.y + high + GAP / 2;
    }
    d.last = d.y + high;
    d.y += high + GAP;
  }
  if (!isLayer) return;
  d.boxes.push(svg("rect", { x: 1, y: top - HEAD, width: d.wide - 2, height: d.y - top + HEAD, rx: 5, class: "layer" }));
  d.boxes.push(svg("text", { x: d.wide - 7, y: top - HEAD + 14, "text-anchor": "end", "font-weight": "bold" }, `${digits(stretch[0].count)} × this layer`));
  d.y += 8;
}

function residual(from, to) {
  return svg("path", { d: `M${LEFT + 14} ${from}H${LANE}V${to}H${LEFT - 5}m0 -3l5 3l-5 3z`, class: "skip" });
}

function node(o, high, d) {
  const part = timeOf(o) / d.total;
  const words = describe(o, part);
  const g = svg("g", { class: `${o.bound} node`, tabindex: d.nodes.length ? "-1" : "0", role: "img", "aria-label": words }, svg("title", {}, words));
  const [x, middle] = [LEFT + d.box + 8, d.y + high / 2];
  const room = d.wide - x - 108;
  const length = (time) => Math.max((time / d.longest) * room, 1);
  g.append(
    svg("rect", { x: LEFT, y: d.y, width: d.box, height: high, rx: 4, class: "shell" }),
    svg("rect", { x: LEFT, y: d.y, width: d.box, height: high, rx: 4, class: "fill", "fill-opacity": (0.06 + 0.4 * part).toFixed(3) }),
    svg("text", { x: LEFT + 7, y: middle + 4 }, title(o)),
    svg("rect", { x, y: middle - 5, width: length(timeOf(o)), height: 10, class: "bar--expected" }),
    svg("rect", { x, y: middle - 5, width: length(o.count * o.ideal_time), height: 10, class: "bar" }),
    svg("text", { x: d.wide - 6, y: middle + 4, "text-anchor": "end", class: "soft" }, `${seconds(timeOf(o))} · ${share(part)}`));
  if (o.band && length(o.band[1]) > 4) g.append(svg("path", { d: `M${x + length(o.band[0])} ${middle}H${x + length(o.band[1])}m0 -3v6`, class: "band" }));
  for (const event of ["focus", "mouseenter"]) g.addEventListener(event, () => d.show(words));
  return g;
}

// One stop of the Tab key for the whole graph; arrows walk along the operators.
function steerable(root, nodes) {
  root.addEventListener("keydown", (event) => {
    const at = nodes.indexOf(event.target);
    const to = event.key === "Home" ? 0 : event.key === "End" ? nodes.length - 1 : at + (KEYS[event.key] ?? 0);
    if (at < 0 || to === at || !nodes[to]) return;
    event.preventDefault();
    nodes[at].setAttribute("tabindex", "-1");
    nodes[to].setAttribute("tabindex", "0");
    nodes[to].focus();
  });
}
