// The finder: what binds a deployment, and which techniques relieve it, ranked by computed gain.
import { Engine, Refusal, breath } from "./explorer-engine.js";
import { NUMBERS, START, numberOf, readState, settingsOf, writeState } from "./explorer-state.js";
import { bytes, digits, el, ratio, seconds } from "./explorer-words.js";

// What should improve: field of an estimate, whether more is better, words for its value.
const TARGETS = {
  tpot: ["tpot_expected", false, (v) => `${seconds(v)} per token`],
  ttft: ["ttft_expected", false, (v) => `${seconds(v)} to the first token`],
  latency: ["latency_expected", false, (v) => `${seconds(v)} per request`],
  throughput: ["steady_throughput_expected", true, (v) => `${digits(v)} token/s`],
  capacity: ["max_batch", true, (v) => `${digits(Math.max(Math.floor(v), 0))} requests fit`],
};
const LEAST = 1.05;
const FIRST = 15;
const AT_ONCE = 10;

async function begin(place) {
  try {
    const engine = await Engine.load(new URL(place.dataset.engine, location.href).href);
    await breath();
    await new Finder(place, engine).begin();
  } catch (error) {
    place.querySelector("[data-ex-answer]").textContent = "The engine could not be loaded; reload the page.";
    throw error;
  }
}

class Finder {
  constructor(place, engine) {
    Object.assign(this, { place, engine, turn: 0 });
    this.form = place.querySelector("form");
    this.part = (name) => place.querySelector(`[data-ex-${name}]`);
    this.techniques = engine.choices.filter((choice) => choice.group !== "Papers");
  }

  async begin() {
    this.form.addEventListener("input", (event) => this.typed(event.target));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.part("more").addEventListener("click", () => {
      const hidden = [...this.part("ranked").querySelectorAll("[hidden]")];
      for (const item of hidden) item.hidden = false;
      this.part("more").hidden = true;
      hidden[0]?.querySelector("a").focus();
    });
    addEventListener("popstate", () => this.fromAddress());
    await this.fromAddress();
  }

  async fromAddress() {
    const { state, wrong } = readState(location.search);
    this.state = { ...state, fx: [], config: "", target: state.target in TARGETS ? state.target : START.target };
    const { elements } = this.form;
    for (const name of ["model", "device", "target", "level", ...Object.keys(NUMBERS)]) {
      if (elements[name]) elements[name].value = String(this.state[name]);
    }
    await this.show(wrong.length ? `The address states no usable ${wrong.join(", ")}; the usual value is shown.` : "");
  }

  typed(field) {
    const { name } = field;
    let value = field.value;
    if (name in NUMBERS) {
      value = numberOf(name, field.value);
      field.setCustomValidity(value === null ? "A number that the engine takes" : "");
      if (value === null) return this.warn(`“${field.value.slice(0, 20)}” is no number that fits; the ranking is for ${this.state[name]}.`);
    }
    this.state[name] = value;
    history[field.tagName === "SELECT" ? "pushState" : "replaceState"](null, "", writeState(this.state));
    return this.show("");
  }

  warn(message) {
    this.part("wrong").textContent = message;
    this.part("wrong").hidden = !message;
  }

  async show(remark) {
    const turn = ++this.turn;
    const isLatest = () => turn === this.turn;
    this.part("results").setAttribute("aria-busy", "true");
    try {
      const model = await this.engine.model(this.state.model, this.techniques);
      if (!isLatest()) return;
      const base = this.engine.deployment(model, { device: this.state.device, settings: settingsOf(this.state) });
      this.warn(remark);
      const ranking = await this.ranked(base, isLatest);
      if (isLatest()) this.tell(base, ranking);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (!isLatest()) return;
      this.part("answer").textContent = "No answer for this choice.";
      this.part("results").hidden = true;
      this.warn(error.message);
    }
    if (isLatest()) this.part("results").setAttribute("aria-busy", "false");
  }

  // Every technique computed, some at a time, best first; and those that refuse.
  async ranked(base, isLatest) {
    const { engine } = this;
    const [field, isMore] = TARGETS[this.state.target];
    const found = [];
    const refused = [];
    for (const [at, choice] of this.techniques.entries()) {
      if (at % AT_ONCE === AT_ONCE - 1) await breath();
      if (!isLatest()) break;
      if (this.state.level && choice.level !== this.state.level) continue;
      try {
        const was = engine.estimate(engine.before(base, [choice]));
        const e = engine.estimate(engine.after(base, [choice]));
        const gain = isMore ? e[field] / was[field] : was[field] / e[field];
        if (gain > LEAST) found.push({ choice, gain, value: e[field], e });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refused.push(choice);
      }
    }
    found.sort((a, b) => b.gain - a.gain || (a.choice.id < b.choice.id ? -1 : 1));
    return { found, refused };
  }

  tell(base, { found, refused }) {
    const [field, , say] = TARGETS[this.state.target];
    const now = this.engine.estimate(base);
    this.part("answer").textContent = answer(now, this.state, say(now[field]), found);
    const items = found.map((hit) => this.item(hit, say));
    this.part("ranked").replaceChildren(...items);
    items.slice(FIRST).forEach((item) => { item.hidden = true; });
    this.part("more").hidden = items.length <= FIRST;
    this.part("more").textContent = `Show all ${items.length}`;
    this.part("rest").textContent = refused.length ? `Not computed here: ${refused.map(({ name }) => name).join(", ")}.` : "";
    this.part("results").hidden = false;
    this.result = { now, found };
  }

  item({ choice, gain, value, e }, say) {
    const { techniques, explorer } = this.place.dataset;
    const papers = choice.papers ? `${choice.papers} ${choice.papers === 1 ? "paper" : "papers"}` : "no paper yet";
    const tried = explorer + writeState({ ...this.state, fx: [choice.id], target: START.target, level: "" });
    const fits = e.fits ? "" : "; still does not fit";
    const usual = choice.steps.some(({ before }) => before) ? "; taken for granted above, the gain is over going without" : "";
    return el("li", {},
      el("b", { class: "ex-gain" }, Number.isFinite(gain) ? ratio(gain) : "fits now"),
      el("a", { href: `${techniques}${choice.id}/` }, choice.name), ` ${say(value)}${fits}${usual}`,
      el("small", {}, choice.costs.length ? `costs ${choice.costs.join(", ")}` : "no cost stated"),
      el("small", {}, `${choice.steps.map(({ text }) => text).join("; ")} · `, el("a", { href: `${techniques}${choice.id}/#papers` }, papers), " · ", el("a", { href: tried, "aria-label": `Try ${choice.name} in the explorer` }, "try it")));
  }
}

function answer(e, state, value, found) {
  const phase = state.target === "ttft" ? "prefill" : "decode";
  const where = `${e.d.model.name} on ${e.devices > 1 ? `${digits(e.devices)} × ` : ""}${e.d.device.name}`;
  if (!e.fits) {
    const needs = e.weight_memory + e.kv_memory + e.activation_memory;
    return `${where}: memory capacity binds; it needs ${bytes(needs)} of ${bytes(e.capacity)} per device. Look at what fits more requests.`;
  }
  const binds = state.target === "capacity"
    ? `memory capacity binds, ${bytes(e.weight_memory)} of ${bytes(e.capacity)} are weights`
    : `${phase} is ${e.phase(phase).bound}-bound`;
  const first = found[0] ? `; what helps most: ${found[0].choice.name}, ${ratio(found[0].gain)}` : "; no technique here helps";
  return `${where}, batch ${digits(state.batch)}: ${state.target === "capacity" ? "" : "expect "}${value}; ${binds}${first}.`;
}

const root = document.querySelector("[data-ex-finder]");
if (root) begin(root);
