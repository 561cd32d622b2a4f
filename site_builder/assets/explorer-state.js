// What the reader has chosen: form, address and command line say the same.

export const NUMBERS = {
  tp: "tensor", pp: "pipeline", ep: "expert", sp: "sequence", dp: "data", batch: "batch", prompt: "prompt_tokens", output: "output_tokens",
  w: "weight_bits", a: "activation_bits", kv: "kv_bits",
};
const OPTIONS = {
  tp: "--tensor", pp: "--pipeline", ep: "--expert", sp: "--sequence", dp: "--data", batch: "--batch", prompt: "--prompt", output: "--output",
  w: "--weight-bits", a: "--activation-bits", kv: "--kv-bits",
};
export const START = {
  model: "llama-3-8b", device: "nvidia-h100-sxm", tp: 1, pp: 1, ep: 1, sp: 1, dp: 1,
  batch: 8, prompt: 1024, output: 256, w: 16, a: 16, kv: 16, fx: [], phase: "decode",
  target: "tpot", level: "", config: "", vs: "",
};
const BITS = ["w", "a", "kv"];
const DEGREES = ["tp", "pp", "ep", "sp", "dp"];
export const NAMES = {
  model: "model", device: "device", tp: "tensor parallel", pp: "pipeline stages",
  ep: "expert parallel", sp: "sequence parallel", dp: "replicas", batch: "batch",
  prompt: "prompt tokens", output: "output tokens", w: "weight bits", a: "activation bits",
  kv: "KV cache bits",
};

// The number of a field, or null where it is none that the engine takes.
export function numberOf(name, text) {
  const value = String(text).trim() === "" ? NaN : Number(text);
  const high = BITS.includes(name) ? 32 : DEGREES.includes(name) ? 1024 : 1e9;
  if (!(value >= 1 && value <= high)) return null;
  return DEGREES.includes(name) && value !== Math.floor(value) ? null : value;
}

// State of an address, and what in it could not be used.
export function readState(search) {
  const given = new URLSearchParams(search);
  const state = { ...START, fx: [] };
  const wrong = [];
  for (const [name, text] of given) {
    if (Object.hasOwn(NUMBERS, name)) {
      const value = numberOf(name, text);
      if (value === null) wrong.push(name);
      else state[name] = value;
    } else if (name === "fx") state.fx = [...new Set(text.split(" ").join(",").split(",").filter(Boolean))].slice(0, 12);
    else if (["model", "device", "target", "level", "config", "vs"].includes(name)) state[name] = text.slice(0, 4000);
    else if (name === "phase" && ["prefill", "decode"].includes(text)) state.phase = text;
  }
  return { state, wrong };
}

export function writeState(state) {
  const query = new URLSearchParams();
  for (const [name, start] of Object.entries(START)) {
    const value = name === "fx" ? state.fx.join(",") : String(state[name]);
    const always = name === "model" || name === "device";
    if (always || value !== (name === "fx" ? "" : String(start))) query.set(name, value);
  }
  return "?" + query.toString().replaceAll("%2C", ",");
}

export function settingsOf(state) {
  return Object.fromEntries(Object.entries(NUMBERS).map(([name, setting]) => [setting, state[name]]));
}

// The `atlas roofline` command of a state.
export function commandOf(state, stack) {
  const model = state.config ? "config.json" : state.model;
  const parts = ["atlas roofline estimate", `--model ${model}`, `--device ${state.device}`];
  for (const [name, option] of Object.entries(OPTIONS)) {
    if (state[name] !== START[name] || ["batch", "prompt", "output"].includes(name)) parts.push(`${option} ${state[name]}`);
  }
  const lost = [];
  for (const choice of stack) for (const step of choice.steps ?? []) {
    if (step.option) parts.push(`--effect ${step.option}`);
    else lost.push(step.text);
  }
  const remark = lost.length ? `\n# not expressible as --effect: ${lost.join("; ")}` : "";
  return parts.join(" \\\n  ") + remark;
}
