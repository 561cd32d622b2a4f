// How far expected values may lie from measured ones: the counterpart of roofline/bands.py.
// A band is [low, high]; four of five measurements should lie between.

const product = (bits) => (bits > 8 ? "gemm16" : bits > 4 ? "gemm8" : "gemm4");
const scaled = (band, factor) => band.map((end) => end * factor);
const square = (x) => x * x;
const inverted = ([low, high]) => [1 / high, low > 0 ? 1 / low : Infinity];

// Class of the law that an operator's expected time comes from.
function lawOf(collectives, of, { kind, name }) {
  if (kind === "gemm") return product(Math.max(of(name === "lm_head" ? "embedding_bits" : "weight_bits"), of("activation_bits")));
  if (kind === "context-attention") return of("attention_bits") > 8 ? "context16" : "context8";
  if (kind === "generation-attention") return of("kv_bits") > 8 ? "generation16" : "generation8";
  return kind === "moe" ? "moe" : collectives.includes(kind) ? "link" : "elementwise";
}

function quantiles(e, operator) {
  const { bands, collectives } = e.engine.data;
  const known = bands[e.d.device.measured ? "measured" : "unmeasured"];
  return known[lawOf(collectives, (name) => e.engine.value(e.d, name), operator)];
}

// The band of an operator's expected time, of all its launches. [s]
export function operatorBand(e, operator) {
  return scaled(scaled(quantiles(e, operator), operator.expected_time), operator.count);
}

// The band of a pass over its expected time; null where nothing is expected of it. [1]
function ofPhase(e, phase, expected) {
  if (!expected) return null;
  const classes = new Map();
  for (const o of phase.operators) {
    const band = quantiles(e, o);
    classes.set(band, (classes.get(band) ?? 0) + o.count * o.expected_time);
  }
  let [whole, below, above] = [0, 0, 0];
  for (const [[low, high], time] of classes) {
    whole += time;
    below += square(time * Math.max(1 - low, 0));
    above += square(time * Math.max(high - 1, 0));
  }
  const ends = [Math.max(whole - Math.sqrt(below), 0), whole + Math.sqrt(above)];
  return scaled(scaled(ends, whole ? expected / whole : 0), 1 / expected);
}

// The band of a sum of passes over the sum. [1]
function mixed(parts) {
  const known = parts.filter(([time]) => time > 0);
  const sum = (value) => known.reduce((total, part) => total + value(part), 0);
  const whole = sum(([time]) => time);
  return [0, 1].map((end) => sum(([time, band]) => time * band[end]) / whole);
}

// The band of each expected time and rate, and of energy and rent, by name.
export function bandsOf(e) {
  const [prefill, decode] = ["prefill", "decode"].map((name) => ofPhase(e, e.phase(name), e[`${name}_expected`]));
  if (!prefill || !decode) return {};
  const [ttft, tpot] = [e.ttft_expected, e.tpot_expected];
  const latency = mixed([[ttft, prefill], [e.latency_expected - ttft, decode]]);
  const steady = mixed([[tpot, decode], [e.steady_tpot_expected - tpot, prefill]]);
  const found = {
    ttft: prefill, tpot: decode, latency, steady_tpot: steady, throughput: inverted(latency),
    steady_throughput: inverted(steady), energy: steady, cost: steady,
  };
  return Object.fromEntries(Object.entries(found).map(([name, band]) => [name, scaled(band, e[`${name}_expected`] ?? e[name])]));
}
