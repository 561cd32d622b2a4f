// What the explorer says in words and tables.
import { table } from "./explorer-draw.js";
import { NAMES, START, readState } from "./explorer-state.js";
import { banded, between, bytes, digits, ratio, seconds, share } from "./explorer-words.js";

export function sentence(e, before) {
  const of = (name) => digits(e.engine.value(e.d, name));
  const decode = e.phase("decode").bound;
  const prefill = e.phase("prefill").bound;
  const where = `${e.d.model.name} on ${e.devices > 1 ? `${digits(e.devices)} × ` : ""}${e.d.device.name}, batch ${of("batch")}`;
  if (!e.fits) return `${where}, does not fit: it needs ${bytes(e.weight_memory + e.kv_memory + e.activation_memory)} of ${bytes(e.capacity)} per device${e.max_batch >= 1 ? `; the largest batch is ${digits(Math.floor(e.max_batch))}` : ""}.`;
  const now = `expect ${within(e, "ttft", seconds)} to the first token and ${within(e, "tpot", seconds)} per token, ${within(e, "throughput", digits)} token/s`;
  const binds = `decode is ${decode}-bound, prefill ${prefill}-bound`;
  if (!before) return `${where}: ${now}; ${binds}.`;
  return `${where}: ${gained("decode", before.tpot_expected / e.tpot_expected)}, ${gained("first token", before.ttft_expected / e.ttft_expected)}; ${now}; ${binds}.`;
}

// An expected value, and where four of five measured ones should lie.
export function within(e, name, say) {
  const band = e.band(name);
  return `${say(e[`${name}_expected`])}${band ? ` (${between(band, say)})` : ""}`;
}

const cell = (e, field, say) => banded(e[`${field}_expected`], e.band(field), say);

function gained(name, gain) {
  if (gain > 0.995 && gain < 1.005) return `${name} unchanged`;
  return gain > 1 ? `${name} ${ratio(gain)} faster` : `${name} ${ratio(1 / gain)} slower`;
}

export function finding(e, before, name) {
  const phase = e.phase(name);
  const whole = Object.values(phase.split).reduce((a, b) => a + b, 0);
  const top = `${name === "decode" ? "Decode" : "Prefill"} is ${phase.bound}-bound: ${share(phase.split[phase.bound] / whole)} of its ideal time`;
  return before && before.phase(name).bound !== phase.bound ? `${top}; ${before.phase(name).bound} bound it before` : top;
}

const ROWS = [
  ["Time to first token", "ttft", seconds, false], ["Time per token", "tpot", seconds, false],
  ["Request latency", "latency", seconds, false], ["Throughput [token/s]", "throughput", digits, true],
  ["In steady state [token/s]", "steady_throughput", digits, true],
];

export function metrics(after, before) {
  const rows = ROWS.map(([name, field, say, isRate]) => {
    const gain = before ? after[`${field}_expected`] / before[`${field}_expected`] : 1;
    const own = [name, say(after[`${field}_ideal`]), cell(after, field, say)];
    return before ? [...own, cell(before, field, say), ratio(isRate ? gain : 1 / gain)] : own;
  });
  const single = [["Energy [J/token]", "energy"], ["Rent [USD/Mtoken]", "cost"]];
  for (const [name, field] of single) {
    const say = (value, count) => digits(value * (field === "cost" ? 1e6 : 1), count);
    if (!(after[field] > 0)) continue;
    const own = [name, "", banded(after[field], after.band(field), say)];
    rows.push(before ? [...own, banded(before[field], before.band(field), say), ratio(before[field] / after[field])] : own);
  }
  const room = ["Largest batch that fits", "", digits(Math.max(Math.floor(after.max_batch), 0))];
  rows.push(before ? [...room, digits(Math.max(Math.floor(before.max_batch), 0)), before.max_batch >= 1 ? ratio(after.max_batch / before.max_batch) : ""] : room);
  const head = before ? ["Quantity", "ideal", "expected", "expected before", "gain"] : ["Quantity", "ideal", "expected"];
  return table(before ? "After the effects, and before" : "What this deployment does", head, rows);
}

export function operators(phase, name) {
  const whole = phase.operators.reduce((sum, o) => sum + o.count * o.expected_time, 0);
  const rows = phase.operators.map((o) => [
    o.name.replaceAll("_", " "), digits(o.count), digits(o.count * o.flops / 1e9), bytes(o.count * o.weights), bytes(o.count * (o.read + o.written)),
    bytes(o.count * (o.kv_read + o.kv_written)), o.bytes ? digits(o.flops / o.bytes) : "–", seconds(o.count * o.ideal_time), banded(o.count * o.expected_time, o.band, seconds), share(o.count * o.expected_time / whole), o.bound]);
  return table(`${name === "decode" ? "One decode step" : "Prefill of the batch"}, per device`, ["Operator", "count", "GFLOP", "weights", "activations", "cache", "FLOP/B", "ideal", "expected", "share", "bound by"], rows);
}

const COLUMNS = ["name", "kind", "group", "count", "flops", "weights", "read", "written", "kv_read", "kv_written", "communicated", "ideal_time", "expected_time", "bound"];

// One row per operator and phase; flops, bytes and times of one launch, in FLOP, B and s; last the
// ends of the band of its expected time.
export function csv(e) {
  const rows = ["prefill", "decode"].flatMap((name) => e.phase(name).operators.map((o) => [name, ...COLUMNS.map((c) => o[c]), ...(o.band ?? ["", ""]).map((end) => (end === "" ? end : end / o.count))].join(",")));
  return [["phase", ...COLUMNS, "expected_low", "expected_high"].join(","), ...rows].join("\n") + "\n";
}

// A row per point of both sweeps, in s and token/s; with the ends of the bands.
export function sweepsCsv(swept) {
  const names = ["ttft", "tpot", "throughput"];
  const ends = ["ideal", "expected", "low", "high"];
  const of = (e, name) => [e[`${name}_ideal`], e[`${name}_expected`], ...(e.band(name) ?? ["", ""])];
  const rows = Object.entries(swept).flatMap(([varied, points]) => points.map(([v, e]) => [varied, v, ...names.flatMap((name) => of(e, name))].join(",")));
  return [["varied", "value", ...names.flatMap((name) => ends.map((end) => `${name}_${end}`))].join(","), ...rows].join("\n") + "\n";
}

// Rows of both configurations: expected values, bounds beside them, and what the second gains.
export function versus(kept, now) {
  const cells = (e, field, say) => [cell(e, field, say), say(e[`${field}_ideal`])];
  const rows = ROWS.map(([name, field, say, isRate]) => {
    const gain = now[`${field}_expected`] / kept[`${field}_expected`];
    return [name, ...cells(kept, field, say), ...cells(now, field, say), ratio(isRate ? gain : 1 / gain)];
  });
  const memory = (e) => e.weight_memory + e.kv_memory + e.activation_memory;
  const room = (e) => Math.max(Math.floor(e.max_batch), 0);
  const rent = (value, count) => digits(value * 1e6, count);
  const single = [["Energy [J/token]", (e) => e.energy, digits, false, "energy"], ["Rent [USD/Mtoken]", (e) => e.cost, rent, false, "cost"],
    ["Memory per device", memory, bytes, false], ["Largest batch that fits", room, digits, true], ["Devices", (e) => e.devices, digits, false]];
  for (const [name, value, say, isMore, field] of single) {
    const [a, b] = [value(kept), value(now)];
    if (!(a > 0 || b > 0)) continue;
    const [was, is] = [kept, now].map((e) => (value(e) > 0 ? banded(value(e), field ? e.band(field) : null, say) : "–"));
    rows.push([name, was, "", is, "", a > 0 && b > 0 ? ratio(isMore ? b / a : a / b) : "–"]);
  }
  return table("Gains above 1× are for the present configuration", ["Quantity", "kept", "at best", "present", "at best", "gain"], rows);
}

export function against(kept, now) {
  const gain = (field) => kept[`${field}_expected`] / now[`${field}_expected`];
  const rate = 1 / gain("steady_throughput");
  const more = rate > 0.995 && rate < 1.005 ? "the same throughput" : `${ratio(rate)} the throughput`;
  return `Against the kept one: ${gained("decode", gain("tpot"))}, ${gained("first token", gain("ttft"))}, ${more}`;
}

// In what two configurations differ, each as “name: kept → present”.
export function differences(kept, now, called) {
  const found = Object.keys(NAMES).filter((name) => kept[name] !== now[name])
    .map((name) => `${NAMES[name]} ${called(name, kept[name])} → ${called(name, now[name])}`);
  if (kept.config !== now.config) found.push("the pasted config.json");
  const [a, b] = [kept.fx, now.fx].map((fx) => fx.map((id) => called("fx", id)).join(", ") || "none");
  if (a !== b) found.push(`techniques ${a} → ${b}`);
  return found.length ? `They differ in ${found.join("; ")}.` : "They are the same; change something.";
}

// The kept configuration of a state, or null.
export function keptOf(state) {
  return state.vs ? { ...readState(`?${state.vs}`).state, vs: "", phase: START.phase } : null;
}
