// The explorer: choose a deployment and a stack of effects, see what binds and what it buys.
import { readConfig } from "./explorer-config.js";
import { breakdown, curves, fit, memory, roofline, standalone, table } from "./explorer-draw.js";
import { Engine, Refusal } from "./explorer-engine.js";
import { NUMBERS, commandOf, numberOf, readState, settingsOf, writeState } from "./explorer-state.js";
import { bytes, digits, el, ratio, seconds, share } from "./explorer-words.js";

async function begin(place) {
  const base = new URL(place.dataset.engine, location.href).href;
  try {
    await new Explorer(place, await Engine.load(base)).begin();
  } catch (error) {
    place.querySelector("[data-ex-answer]").textContent = "The engine could not be loaded; reload the page, or use atlas roofline on the command line.";
    throw error;
  }
}

class Explorer {
  constructor(place, engine) {
    Object.assign(this, { place, engine, turn: 0 });
    this.form = place.querySelector("form");
    this.part = (name) => place.querySelector(`[data-ex-${name}]`);
  }

  async begin() {
    this.fillMenu();
    this.form.addEventListener("input", (event) => this.typed(event));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("click", (event) => this.clicked(event));
    this.part("results").addEventListener("click", (event) => this.taken(event));
    for (const radio of this.place.querySelectorAll("[name=phase]")) radio.addEventListener("change", () => this.go({ phase: radio.value }));
    this.part("add").addEventListener("change", (event) => this.add(event.target));
    addEventListener("popstate", () => this.fromAddress());
    matchMedia("(max-width: 45em)").addEventListener("change", () => this.show());
    await this.fromAddress();
  }

  fillMenu() {
    const groups = new Map();
    for (const choice of this.engine.choices) {
      if (!groups.has(choice.group)) groups.set(choice.group, el("optgroup", { label: choice.group }));
      const option = el("option", { value: choice.id, ...(choice.leftOut ? { disabled: "", title: choice.leftOut } : {}) }, choice.name + (choice.leftOut ? " (command line only)" : ""));
      groups.get(choice.group).append(option);
    }
    this.part("add").append(...groups.values());
  }

  async fromAddress() {
    const { state, wrong } = readState(location.search);
    this.state = state;
    this.remark = wrong.length ? `The address states no usable ${wrong.join(", ")}; the usual value is shown.` : "";
    this.fillForm();
    await this.show();
  }

  fillForm() {
    const { state, form } = this;
    for (const name of Object.keys(NUMBERS)) {
      const field = form.elements[name];
      if (field.tagName === "SELECT" && ![...field.options].some((o) => o.value === String(state[name]))) field.append(el("option", { value: String(state[name]) }, `${state[name]} bit`));
      field.value = String(state[name]);
    }
    form.elements.model.value = state.config ? "" : state.model;
    form.elements.device.value = state.device;
    if (state.config) form.elements.config.value = state.config;
    this.place.querySelector(`[name=phase][value=${state.phase}]`).checked = true;
    this.fillStack();
  }

  fillStack() {
    this.part("stack").replaceChildren(...this.stack().map((choice) => el("li", {},
      el("span", {}, choice.name, el("small", {}, (choice.steps ?? []).map((step) => step.text).join("; ") || choice.leftOut)),
      el("button", { type: "button", class: "at-action", "data-ex-remove": choice.id, "aria-label": `Remove ${choice.name}` }, "×"))));
  }

  stack() {
    return this.state.fx.map((id) => this.engine.choice.get(id)).filter(Boolean);
  }

  // A field is being typed in: the address follows without a new step of history.
  typed({ target }) {
    const { name } = target;
    if (name === "config" || !name || target.name === "phase") return;
    if (name in NUMBERS) {
      const value = numberOf(name, target.value);
      target.setCustomValidity(value === null ? "A number that the engine takes" : "");
      if (value === null) return this.say("", `${target.labels[0]?.firstChild.textContent.trim()}: “${target.value.slice(0, 20)}” is no number that fits; the figures show ${this.state[name]}.`);
      this.go({ [name]: value }, target.tagName === "SELECT");
    } else if (name === "model") this.go({ model: target.value, config: "" }, true);
    else if (name === "device") this.go({ device: target.value }, true);
  }

  add(menu) {
    if (menu.value && !this.state.fx.includes(menu.value)) this.go({ fx: [...this.state.fx, menu.value] });
    menu.value = "";
  }

  clicked(event) {
    const remove = event.target.closest("[data-ex-remove]");
    if (remove) {
      this.go({ fx: this.state.fx.filter((id) => id !== remove.dataset.exRemove) });
      this.part("add").focus();
    }
    if (event.target.closest("[data-ex-read]")) this.paste();
    const preset = event.target.closest("[data-ex-preset]");
    if (preset && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      history.pushState(null, "", preset.getAttribute("href"));
      this.fromAddress();
    }
  }

  paste() {
    const said = this.part("config");
    try {
      const text = this.form.elements.config.value;
      readConfig(text, this.engine.data.families);
      const { model_type, ...rest } = JSON.parse(text);
      const family = this.engine.data.families.find(({ type }) => type === model_type);
      const kept = [...family.widths, ...family.flags, "sliding_window", "max_position_embeddings"];
      const own = Object.fromEntries(kept.filter((name) => (rest[name] ?? null) !== null).map((name) => [name, rest[name]]));
      said.textContent = "Read.";
      this.go({ config: JSON.stringify({ model_type, ...own }) });
      this.form.elements.model.value = "";
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      said.textContent = error.message;
    }
  }

  go(changes, isStep = true) {
    Object.assign(this.state, changes);
    this.remark = "";
    history[isStep ? "pushState" : "replaceState"](null, "", writeState(this.state));
    if (changes.fx) this.fillStack();
    return this.show();
  }

  async show() {
    const turn = ++this.turn;
    const { engine, state } = this;
    try {
      const stack = this.stack();
      const own = state.config ? readConfig(state.config, engine.data.families) : null;
      const model = own ? await engine.ready(own, []) : await engine.model(state.model, stack);
      if (turn !== this.turn) return;
      const base = engine.deployment(model, { device: state.device, settings: settingsOf(state) });
      this.compute(base, stack);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (turn === this.turn) this.refuse(error.message);
    }
  }

  refuse(message) {
    this.say("No answer for this choice.", message);
    this.part("results").hidden = true;
  }

  compute(base, stack) {
    const { engine } = this;
    const unknown = this.state.fx.filter((id) => !engine.choice.has(id));
    if (unknown.length) throw new Refusal(`There is no technique or paper “${unknown[0].slice(0, 60)}” here.`);
    const was = engine.before(base, stack);
    const now = engine.after(base, stack);
    this.after = engine.estimate(now);
    this.before = stack.length ? engine.estimate(was) : null;
    this.result = { before: this.before, after: this.after };
    this.part("results").hidden = false;
    this.say(sentence(this.after, this.before), this.remark);
    this.draw(base, stack);
  }

  say(answer, wrong) {
    if (answer) this.part("answer").textContent = answer;
    this.part("wrong").textContent = wrong;
    this.part("wrong").hidden = !wrong;
  }

  draw(base, stack) {
    const { after, before, state } = this;
    const phase = after.phase(state.phase);
    const title = finding(after, before, state.phase);
    this.part("title").textContent = title;
    const note = this.part("point");
    fit(this.part("roofline").clientWidth);
    this.part("metrics").replaceChildren(metrics(after, before));
    this.part("roofline").replaceChildren(roofline(after, before, state.phase, title, (words) => { note.textContent = words; }));
    this.part("breakdown").replaceChildren(breakdown(after));
    this.part("memory").replaceChildren(memory(after, before));
    this.part("operators").replaceChildren(operators(phase, state.phase));
    this.part("command").textContent = commandOf(state, stack);
    this.sweep("batch", "batch", "throughput_expected", "throughput_ideal", "batch", "throughput [token/s]", base, stack);
    this.sweep("context", "prompt_tokens", "tpot_expected", "tpot_ideal", "prompt tokens", "time per token [s]", base, stack);
  }

  sweep(place, name, expected, ideal, xTitle, yTitle, base, stack) {
    const { engine } = this;
    const here = engine.value(base, name);
    const values = new Set([here]);
    const [low, high] = name === "batch" ? [1, Math.max(1024, here)] : [128, Math.max(262144, here)];
    for (let v = Math.min(low, here); v <= high; v *= 2) values.add(v);
    const sorted = [...values].sort((a, b) => a - b);
    const lines = [];
    const at = (make, field) => sorted.flatMap((v) => {
      const e = engine.estimate(make(engine.turned(base, name, v)));
      return e.fits && (field(e) > 0) ? [[v, e]] : [];
    });
    const pick = (points, field) => points.map(([v, e]) => [v, e[field]]);
    const now = at((d) => engine.after(d, stack), (e) => e[ideal]);
    if (stack.length) lines.push({ points: pick(at((d) => engine.before(d, stack), (e) => e[ideal]), expected), css: "dash" });
    lines.push({ points: pick(now, ideal), css: "" }, { points: pick(now, expected), css: "thick" });
    this.part(place).replaceChildren(curves(lines, [here, this.after[expected]], xTitle, yTitle));
  }

  async taken(event) {
    const copy = event.target.closest("[data-ex-copy]");
    const save = event.target.closest("[data-ex-save]");
    if (copy) await this.copy(copy, copy.dataset.exCopy === "link" ? location.href : this.part("command").textContent);
    if (save) this.save(save.dataset.exSave);
  }

  async copy(button, text) {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      this.part("wrong").hidden = true;
      button.textContent = "Copied";
    } catch {
      button.textContent = "Could not copy";
    }
    setTimeout(() => { button.textContent = label; }, 1600);
  }

  save(kind) {
    const text = kind === "csv" ? csv(this.after) : standalone(this.part("roofline").querySelector("svg"));
    const address = URL.createObjectURL(new Blob([text], { type: kind === "csv" ? "text/csv" : "image/svg+xml" }));
    const link = el("a", { href: address, download: `${this.state.config ? "own-model" : this.state.model}-${this.state.device}.${kind}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }
}

function sentence(e, before) {
  const of = (name) => digits(e.engine.value(e.d, name));
  const decode = e.phase("decode").bound;
  const prefill = e.phase("prefill").bound;
  const where = `${e.d.model.name} on ${e.devices > 1 ? `${digits(e.devices)} × ` : ""}${e.d.device.name}, batch ${of("batch")}`;
  if (!e.fits) return `${where}, does not fit: it needs ${bytes(e.weight_memory + e.kv_memory + e.activation_memory)} of ${bytes(e.capacity)} per device${e.max_batch >= 1 ? `; the largest batch is ${digits(Math.floor(e.max_batch))}` : ""}.`;
  const now = `expect ${seconds(e.ttft_expected)} to the first token and ${seconds(e.tpot_expected)} per token, ${digits(e.throughput_expected)} token/s`;
  const binds = `decode is ${decode}-bound, prefill ${prefill}-bound`;
  if (!before) return `${where}: ${now}; ${binds}.`;
  return `${where}: ${gained("decode", before.tpot_expected / e.tpot_expected)}, ${gained("first token", before.ttft_expected / e.ttft_expected)}; ${now}; ${binds}.`;
}

function gained(name, gain) {
  if (gain > 0.995 && gain < 1.005) return `${name} unchanged`;
  return gain > 1 ? `${name} ${ratio(gain)} faster` : `${name} ${ratio(1 / gain)} slower`;
}

function finding(e, before, name) {
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

function metrics(after, before) {
  const rows = ROWS.map(([name, field, say, isRate]) => {
    const gain = before ? after[`${field}_expected`] / before[`${field}_expected`] : 1;
    const own = [name, say(after[`${field}_ideal`]), say(after[`${field}_expected`])];
    return before ? [...own, say(before[`${field}_expected`]), ratio(isRate ? gain : 1 / gain)] : own;
  });
  const single = [["Energy [J/token]", "energy"], ["Rent [USD/Mtoken]", "cost"]];
  for (const [name, field] of single) {
    const scale = field === "cost" ? 1e6 : 1;
    if (!(after[field] > 0)) continue;
    const own = [name, "", digits(after[field] * scale)];
    rows.push(before ? [...own, digits(before[field] * scale), ratio(before[field] / after[field])] : own);
  }
  const room = ["Largest batch that fits", "", digits(Math.max(Math.floor(after.max_batch), 0))];
  rows.push(before ? [...room, digits(Math.max(Math.floor(before.max_batch), 0)), before.max_batch >= 1 ? ratio(after.max_batch / before.max_batch) : ""] : room);
  const head = before ? ["Quantity", "ideal", "expected", "expected before", "gain"] : ["Quantity", "ideal", "expected"];
  return table(before ? "After the effects, and before" : "What this deployment does", head, rows);
}

function operators(phase, name) {
  const whole = phase.operators.reduce((sum, o) => sum + o.count * o.expected_time, 0);
  const rows = phase.operators.map((o) => [
    o.name.replaceAll("_", " "), digits(o.count), digits(o.count * o.flops / 1e9), bytes(o.count * o.weights), bytes(o.count * (o.read + o.written)),
    bytes(o.count * (o.kv_read + o.kv_written)), o.bytes ? digits(o.flops / o.bytes) : "–", seconds(o.count * o.ideal_time), seconds(o.count * o.expected_time), share(o.count * o.expected_time / whole), o.bound]);
  return table(`${name === "decode" ? "One decode step" : "Prefill of the batch"}, per device`, ["Operator", "count", "GFLOP", "weights", "activations", "cache", "FLOP/B", "ideal", "expected", "share", "bound by"], rows);
}

const COLUMNS = ["name", "kind", "group", "count", "flops", "weights", "read", "written", "kv_read", "kv_written", "communicated", "ideal_time", "expected_time", "bound"];

// One row per operator and phase; flops, bytes and times of one launch, in FLOP, B and s.
export function csv(e) {
  const rows = ["prefill", "decode"].flatMap((name) => e.phase(name).operators.map((o) => [name, ...COLUMNS.map((c) => o[c])].join(",")));
  return [["phase", ...COLUMNS].join(","), ...rows].join("\n") + "\n";
}

const root = document.querySelector("[data-ex-explorer]");
if (root) begin(root);
