// The explorer: choose a deployment and a stack of effects, see what binds and what it buys.
import { readConfig } from "./explorer-config.js";
import { breakdown, curves, fit, memory, roofline } from "./explorer-draw.js";
import { Engine, Refusal, breath } from "./explorer-engine.js";
import { heaviest, network } from "./explorer-network.js";
import { download, pixels, standalone } from "./explorer-save.js";
import { NUMBERS, START, commandOf, numberOf, readState, settingsOf, writeState } from "./explorer-state.js";
import { against, csv, differences, finding, keptOf, metrics, operators, sentence, sweepsCsv, versus } from "./explorer-tables.js";
import { el } from "./explorer-words.js";

async function begin(place) {
  const base = new URL(place.dataset.engine, location.href).href;
  try {
    const engine = await Engine.load(base);
    await breath();
    await new Explorer(place, engine).begin();
  } catch (error) {
    place.querySelector("[data-ex-answer]").textContent = "The engine could not be loaded; reload the page, or use atlas roofline on the command line.";
    throw error;
  }
}

class Explorer {
  constructor(place, engine) {
    Object.assign(this, { place, engine, turn: 0, swept: {} });
    this.form = place.querySelector("form");
    this.part = (name) => place.querySelector(`[data-ex-${name}]`);
  }

  async begin() {
    this.fillMenu();
    await breath();
    this.form.addEventListener("input", (event) => this.typed(event));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("click", (event) => this.clicked(event));
    this.part("results").addEventListener("click", (event) => this.taken(event));
    this.part("tools").addEventListener("click", (event) => this.compared(event));
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
    this.part("degrees").open ||= state.ep > 1 || state.sp > 1 || state.dp > 1;
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
    const isLatest = () => turn === this.turn;
    this.part("results").setAttribute("aria-busy", "true");
    try {
      const made = await this.made(this.state);
      const kept = await this.kept();
      if (!isLatest()) return;
      this.compute(made, kept);
      for (const piece of this.pieces(made)) {
        await breath();
        if (!isLatest()) return;
        piece();
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (isLatest()) this.refuse(error.message);
    }
    if (isLatest()) this.part("results").setAttribute("aria-busy", "false");
  }

  // The deployment of a state before its effects, and these.
  async made(state) {
    const { engine } = this;
    const stack = state.fx.map((id) => engine.choice.get(id)).filter(Boolean);
    const own = state.config ? readConfig(state.config, engine.data.families) : null;
    const model = own ? await engine.ready(own, []) : await engine.model(state.model, stack);
    const unknown = state.fx.filter((id) => !engine.choice.has(id));
    if (unknown.length) throw new Refusal(`There is no technique or paper “${unknown[0].slice(0, 60)}” here.`);
    return { base: engine.deployment(model, { device: state.device, settings: settingsOf(state) }), stack };
  }

  // The estimate of the configuration that was kept to compare with, if there is one.
  async kept() {
    this.other = keptOf(this.state);
    if (!this.other) return null;
    try {
      const { base, stack } = await this.made(this.other);
      return this.engine.estimate(this.engine.after(base, stack));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.remark = `The kept configuration cannot be shown: ${error.message}`;
      return null;
    }
  }

  refuse(message) {
    this.say("No answer for this choice.", message);
    this.part("results").hidden = true;
  }

  compute({ base, stack }, kept) {
    const { engine } = this;
    const was = engine.before(base, stack);
    const now = engine.after(base, stack);
    this.after = engine.estimate(now);
    this.before = stack.length ? engine.estimate(was) : null;
    this.result = { before: this.before, after: this.after, kept };
    this.part("results").hidden = false;
    this.say(sentence(this.after, this.before), this.remark);
    for (const name of ["swap", "drop"]) this.part(name).hidden = !this.other;
    this.part("versus").hidden = !kept;
  }

  say(answer, wrong) {
    if (answer) this.part("answer").textContent = answer;
    this.part("wrong").textContent = wrong;
    this.part("wrong").hidden = !wrong;
  }

  // What is drawn, in pieces, so that none keeps the reader waiting.
  * pieces({ base, stack }) {
    const { after, before, state } = this;
    const { kept } = this.result;
    const phase = after.phase(state.phase);
    const title = finding(after, before, state.phase);
    const note = (name) => (words) => { this.part(name).textContent = words; };
    if (kept) yield () => this.fillVersus(kept, after);
    yield () => {
      this.part("title").textContent = title;
      fit(this.part("roofline").clientWidth);
    };
    yield () => {
      this.part("roofline").replaceChildren(roofline(after, kept ?? before, state.phase, title, note("point")));
    };
    yield () => {
      this.part("breakdown").replaceChildren(breakdown(after));
      this.part("metrics").replaceChildren(metrics(after, before));
      this.part("memory").replaceChildren(memory(after, kept ?? before, kept ? ["kept", "present"] : ["before", "after"]));
    };
    yield () => {
      const said = heaviest(phase, state.phase);
      this.part("network-title").textContent = said;
      this.part("network").replaceChildren(network(phase, Math.min(Math.max(this.part("network").clientWidth, 300), 640), said, note("node")));
    };
    yield () => this.sweep("batch", "batch", "throughput_expected", "throughput_ideal", "batch", "throughput [token/s]", base, stack);
    yield () => this.sweep("context", "prompt_tokens", "tpot_expected", "tpot_ideal", "prompt tokens", "time per token [s]", base, stack);
    yield () => {
      this.part("operators").replaceChildren(operators(phase, state.phase));
      this.part("command").textContent = commandOf(state, stack);
    };
  }

  fillVersus(kept, after) {
    const { engine } = this;
    const names = { model: engine.data.models, fx: Object.fromEntries(this.engine.choices.map(({ id, name }) => [id, name])) };
    const called = (name, value) => (name === "device" ? engine.devices.get(value)?.name : names[name]?.[value]) ?? String(value);
    this.part("versus-title").textContent = against(kept, after);
    this.part("versus-text").textContent = differences(this.other, this.state, called);
    this.part("versus-table").replaceChildren(versus(kept, after));
  }

  // Keep the present configuration, swap it with the kept one, or forget that.
  compared({ target }) {
    const { state } = this;
    const { dataset } = target;
    const own = writeState({ ...state, vs: "", phase: START.phase }).slice(1);
    if ("exKeep" in dataset) this.go({ vs: own });
    else if ("exDrop" in dataset) {
      this.go({ vs: "" });
      this.part("keep").focus();
    } else if ("exSwap" in dataset) {
      this.go({ ...this.other, phase: state.phase, vs: own });
      this.fillForm();
    }
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
    this.swept[name] = now;
    if (!now.length) {
      this.part(place).replaceChildren(el("p", { class: "at-note" }, `No ${xTitle} of this range fits the memory.`));
      return;
    }
    if (stack.length) lines.push({ points: pick(at((d) => engine.before(d, stack), (e) => e[ideal]), expected), css: "dash" });
    const quantity = expected.replace("_expected", "");
    const ends = now.flatMap(([v, e]) => (e.band(quantity) ? [[v, e.band(quantity)]] : []));
    lines.push({ points: pick(now, ideal), css: "" }, { points: pick(now, expected), css: "thick", ends });
    this.part(place).replaceChildren(curves(lines, [here, this.after[expected]], xTitle, yTitle));
  }

  async taken(event) {
    const copy = event.target.closest("[data-ex-copy]");
    const save = event.target.closest("[data-ex-save]");
    if (copy) await this.copy(copy, copy.dataset.exCopy === "link" ? location.href : this.part("command").textContent);
    if (save) await this.save(save.dataset.exSave);
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

  async save(kind) {
    const { config, model, device } = this.state;
    const picture = this.part("roofline").querySelector("svg");
    const makers = {
      csv: [() => csv(this.after), "text/csv"], sweeps: [() => sweepsCsv(this.swept), "text/csv"], svg: [() => standalone(picture), "image/svg+xml"],
      png: [() => pixels(picture), "image/png"],
    };
    const [make, type] = makers[kind];
    download(await make(), type, `${config ? "own-model" : model}-${device}${kind === "sweeps" ? "-sweeps.csv" : `.${kind}`}`);
  }
}

const root = document.querySelector("[data-ex-explorer]");
if (root) begin(root);
