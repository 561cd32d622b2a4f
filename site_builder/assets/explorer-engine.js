// The roofline engine in the page: loads programs and numbers, replays effects, reads results.
// Formulas are in the programs, which are printed from the graph that Python runs.

import { bandsOf, operatorBand } from "./explorer-bands.js";

const UNLIMITED = 1e15;

export class Refusal extends Error {}

// Lets the browser answer its reader between two pieces of work.
export const breath = () => globalThis.scheduler?.yield?.() ?? new Promise((done) => { setTimeout(done); });

export class Engine {
  static async load(base) {
    const engine = new Engine();
    engine.base = base;
    engine.programs = new Map();
    engine.models = new Map();
    engine.loaded = new Map();
    const names = ["data", "techniques", "papers"];
    const [data, techniques, papers] = await Promise.all(names.map((name) => json(base + name + ".json")));
    Object.assign(engine, { data, choices: [...techniques, ...papers] });
    engine.choice = new Map(engine.choices.map((choice) => [choice.id, choice]));
    engine.devices = new Map(data.devices.map((device) => [device.id, device]));
    engine.place = new Map(data.settings.map(([name], index) => [name, index]));
    return engine;
  }

  // A model with its program and those of its variants that are asked for.
  async model(id, stack = []) {
    if (!this.models.has(id)) {
      if (!Object.hasOwn(this.data.models, id)) throw new Refusal(`There is no model “${id}” here.`);
      this.models.set(id, json(`${this.base}models/${id}.json`));
    }
    const model = await this.models.get(id);
    this.loaded.set(id, model);
    return this.ready(model, stack);
  }

  async ready(model, stack) {
    const used = stack.map((choice) => model.variants?.[choice.variant]).filter(Boolean);
    const names = [model, ...used].map((thing) => thing.structure).filter(Boolean);
    const seconds = stack.flatMap((choice) => choice.steps ?? []).map((step) => step.second?.model).filter(Boolean);
    await Promise.all([...names.map((name) => this.program(name)), ...seconds.map((id) => this.model(id))]);
    return model;
  }

  async program(name) {
    if (!this.programs.has(name)) this.programs.set(name, await import(`${this.base}${name}.js`));
    return this.programs.get(name);
  }

  // Settings, model and device of a state, before any effect.
  deployment(model, state) {
    const settings = this.data.settings.map(([, neutral]) => neutral);
    const d = { model, device: this.devices.get(state.device), settings };
    if (!d.device) throw new Refusal(`There is no device “${state.device}” here.`);
    const attention_bits = Math.max(state.settings.activation_bits, 8);
    for (const [name, value] of Object.entries({ ...state.settings, attention_bits })) {
      settings[this.place.get(name)] = value;
    }
    this.refuseExperts(d);
    return d;
  }

  // Experts lie on devices that there are, of a model that has some.
  refuseExperts(d) {
    const degree = this.value(d, "expert");
    if (degree > 1 && !/e/.test(d.model.structure)) throw new Refusal(`Experts cannot be spread over ${degree} devices: ${d.model.name} has none.`);
    const devices = this.value(d, "tensor") * this.value(d, "data");
    if (degree > devices) throw new Refusal(`Experts are spread over ${degree} devices, but tensor × data is ${devices}.`);
  }

  value(d, name) {
    return d.settings[this.place.get(name)];
  }

  turned(d, name, value) {
    const settings = d.settings.slice();
    settings[this.place.get(name)] = value;
    return { ...d, settings };
  }

  // The deployment with knobs turned; refuses what Python refuses.
  turn(d, changes, effect) {
    const settings = d.settings.slice();
    for (const [name, how, value] of changes) {
      const at = this.place.get(name);
      const [, neutral, low, high] = this.data.settings[at];
      const present = settings[at];
      if (how === "set" && present !== neutral && present !== value) {
        throw new Refusal(`${effect} sets ${words(name)} to ${value}, but it is ${present} already; leave one of the two out.`);
      }
      const next = how === "times" ? present * value
        : how === "most" ? Math.min(present, value)
          : how === "least" ? Math.max(present, value) : value;
      if (!(next >= low && (high === null || next <= high))) {
        throw new Refusal(`${effect} would make ${words(name)} ${next}, which cannot be.`);
      }
      settings[at] = next;
    }
    return { ...d, settings };
  }

  // What a stack of choices is compared with: the habits that paging and batching replace.
  before(d, stack) {
    for (const choice of stack) for (const step of choice.steps ?? []) d = this.turn(d, step.before ?? [], step.type);
    return d;
  }

  after(d, stack) {
    this.refuseContradictions(stack);
    let rebuilt = null;
    for (const choice of stack) {
      if (choice.variant !== undefined) {
        if (rebuilt) throw new Refusal(`${rebuilt} and ${choice.name} both rebuild the model; the page can show one of the two at a time, the command line both.`);
        d = this.rebuilt(d, choice);
        rebuilt = choice.name;
      }
      for (const step of choice.steps) d = this.stepped(d, step);
    }
    return d;
  }

  rebuilt(d, choice) {
    if (!d.model.variants) throw new Refusal(`${choice.name} rebuilds the model, which the page can do for shipped models only; use the command line for a configuration of your own.`);
    const made = d.model.variants[choice.variant];
    if (made.refusal) throw new Refusal(made.refusal + ".");
    const model = made.structure ? { ...d.model, structure: made.structure, values: made.values } : d.model;
    const changes = (made.knobs ?? []).map(([name, value]) => [name, "set", value]);
    return this.turn({ ...d, model }, changes, choice.name);
  }

  stepped(d, step) {
    let after = this.turn(d, step.changes ?? [], step.type);
    if (step.second) after = this.beside(d, after, step.second);
    if (step.experts) this.refuseExperts(after);
    return step.device ? { ...after, device: this.devices.get(step.device) } : after;
  }

  // What a second model costs: the quotient of a total of both, and its weights.
  beside(start, changed, second) {
    const other = this.loaded.get(second.model);
    const at = this.data.totals.indexOf(second.total);
    const cost = this.run({ ...start, model: other })[at] / this.run(second.against === "start" ? start : changed)[at];
    const after = this.turned(changed, second.cost, cost);
    return second.memory ? this.turned(after, second.memory, other.parameters * this.value(start, "weight_bits") / 8) : after;
  }

  refuseContradictions(stack) {
    const owners = new Map();
    for (const choice of stack) {
      if (choice.leftOut) throw new Refusal(`${choice.name} is not computed in the page: ${choice.leftOut}; \`atlas roofline\` does.`);
      for (const step of choice.steps) {
        if (!step.decides) continue;
        if (owners.has(step.decides)) throw new Refusal(`${owners.get(step.decides)} and ${step.type} both decide ${step.decides}; leave one of the two out.`);
        owners.set(step.decides, step.type);
      }
    }
  }

  vector(d) {
    const numbers = (this.value(d, "floating") > 0 ? d.device.float : d.device.int).slice();
    const link = this.value(d, "host_bandwidth");
    if (link) numbers[this.data.deviceNumbers.indexOf("host_link")] = link;
    const laws = this.data.laws.slice();
    for (const [at, value] of Object.entries(d.device.laws ?? {})) laws[at] = value;
    return [...d.settings, ...numbers, ...laws, ...d.model.values];
  }

  run(d) {
    return this.programs.get(d.model.structure).run(this.vector(d));
  }

  estimate(d) {
    return new Estimate(this, d, this.run(d));
  }
}

// Reads a program's numbers; the counterpart of roofline/estimate.py.
export class Estimate {
  constructor(engine, d, numbers) {
    Object.assign(this, { engine, d, numbers });
    engine.data.totals.forEach((name, at) => { this[name] = numbers[at]; });
    const at = engine.data.deviceNumbers;
    this.device = (name) => (engine.value(d, "floating") > 0 ? d.device.float : d.device.int)[at.indexOf(name)];
    this.capacity = this.device("capacity") * engine.value(d, "capacity_factor");
    this.fits = this.weight_memory + this.kv_memory + this.activation_memory <= this.capacity;
    const of = (name) => engine.value(d, name);
    const instances = of("disaggregated") ? 1 + of("prefill_devices") : 1;
    this.devices = of("tensor") * of("pipeline") * of("sequence") * of("data") * instances;
    this.energy = this.device("tdp") * this.devices / this.steady_throughput_expected;
    this.cost = this.device("price") / 3600 * this.devices / this.steady_throughput_expected;
    this.phases = {};
  }

  // The band of an expected value, as roofline/bands.py gives it; null where none is known.
  band(name) {
    return (this.bands ??= bandsOf(this))[name] ?? null;
  }

  phase(name) {
    return (this.phases[name] ??= this.readPhase(name));
  }

  readPhase(name) {
    const fields = this.engine.data.operator;
    const { labels } = this.engine.programs.get(this.d.model.structure);
    const first = this.engine.data.totals.length;
    const operators = [];
    labels.forEach(([phase, title, kind, group], i) => {
      const row = this.numbers.slice(first + i * fields.length, first + (i + 1) * fields.length);
      if (phase !== name || !row.slice(1).some(Boolean)) return;
      const o = Object.fromEntries(fields.map((field, at) => [field, row[at]]));
      o.bytes = o.weights + o.read + o.written + o.kv_read + o.kv_written;
      Object.assign(o, { name: title, kind, group, bound: bound(o) });
      o.band = o.expected_time > 0 ? operatorBand(this, o) : null;
      operators.push(o);
    });
    const split = { compute: 0, memory: 0, communication: 0 };
    for (const o of operators) if (o.ideal_time > 0) split[o.bound] += o.count * o.ideal_time;
    const most = Object.keys(split).reduce((a, b) => (split[b] > split[a] ? b : a));
    const sum = (field) => operators.reduce((total, o) => total + o.count * o[field], 0);
    return { operators, split, bound: most, flops: sum("flops"), bytes: sum("bytes") };
  }
}

function bound(o) {
  if (o.link_time >= o.compute_time && o.link_time >= o.memory_time) return o.link_time > 0 ? "communication" : "overhead";
  return o.compute_time > o.memory_time ? "compute" : "memory";
}

async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

export const words = (name) => name.replaceAll("_", " ");
export { UNLIMITED };
