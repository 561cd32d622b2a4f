// The finder: what binds a deployment, and which techniques relieve it, ranked by computed gain.
import { Engine, Refusal, breath } from "./explorer-engine.js";
import { NUMBERS, START, numberOf, readState, settingsOf, writeState } from "./explorer-state.js";
import { within } from "./explorer-tables.js";
import { bytes, digits, el, ratio, seconds } from "./explorer-words.js";
import { KINDS, stackOf } from "./finder-stacks.js";

// What should improve: field of an estimate, whether more is better, words for its value and band.
const TARGETS = {
  tpot: ["tpot_expected", false, (e) => `${within(e, "tpot", seconds)} per token`],
  ttft: ["ttft_expected", false, (e) => `${within(e, "ttft", seconds)} to the first token`],
  latency: ["latency_expected", false, (e) => `${within(e, "latency", seconds)} per request`],
  throughput: ["steady_throughput_expected", true, (e) => `${within(e, "steady_throughput", digits)} token/s`],
  capacity: ["max_batch", true, (e) => `${digits(Math.max(Math.floor(e.max_batch), 0))} requests fit`],
};
const GAINS = { tpot: "decode gains", ttft: "prefill gains", latency: "end-to-end gains", throughput: "throughput gains" };
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
      const stacks = await this.stacked(base, ranking.found, isLatest);
      if (isLatest()) this.tell(base, ranking, stacks);
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
        const gain = gainOf(was, e, field, isMore);
        if (gain > LEAST) found.push({ choice, gain, e });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refused.push(choice);
      }
    }
    found.sort((a, b) => b.gain - a.gain || (a.choice.id < b.choice.id ? -1 : 1));
    return { found, refused };
  }

  // One stack of each kind that there is; the freer one only where it gains more.
  async stacked(base, found, isLatest) {
    const now = this.engine.estimate(base);
    if (!now.fits) return [];
    const [field, isMore] = TARGETS[this.state.target];
    const gain = (was, e) => gainOf(was, e, field, isMore);
    const made = [];
    for (const [name, allows] of KINDS) {
      const hits = found.filter((hit) => allows({ ...hit, now }));
      const stack = await stackOf(this.engine, base, hits, gain, isLatest);
      if (stack && stack.gain > (made[0]?.gain ?? 1)) made.push({ name, ...stack });
    }
    return made;
  }

  tell(base, { found, refused }, stacks) {
    const [, , say] = TARGETS[this.state.target];
    const now = this.engine.estimate(base);
    this.now = now;
    this.part("answer").textContent = answer(now, this.state, say(now), found);
    this.part("stacks").replaceChildren(...stacks.map((stack) => this.stackItem(stack, say)));
    this.part("fitting").hidden = !stacks.length;
    const items = found.map((hit) => this.item(hit, say));
    this.part("ranked").replaceChildren(...items);
    items.slice(FIRST).forEach((item) => { item.hidden = true; });
    this.part("more").hidden = items.length <= FIRST;
    this.part("more").textContent = `Show all ${items.length}`;
    this.part("rest").textContent = refused.length ? `Not computed here: ${refused.map(({ name }) => name).join(", ")}.` : "";
    this.part("results").hidden = false;
    this.result = { now, found };
  }

  // The address of a stack of techniques in the explorer.
  tried(stack) {
    return this.place.dataset.explorer + writeState({ ...this.state, fx: stack.map(({ id }) => id), target: START.target, level: "" });
  }

  stackItem({ name, stack, gain, e }, say) {
    const { techniques } = this.place.dataset;
    const links = stack.flatMap((choice, at) => [at ? " + " : "", el("a", { href: `${techniques}${choice.id}/` }, choice.name)]);
    return el("li", {},
      el("b", { class: "ex-gain" }, ratio(gain)), ...links,
      el("small", {}, `${name}: ${say(e)}${more(e, this.now)} · `, el("a", { href: this.tried(stack), "aria-label": `Try in the explorer: ${name}` }, "try it")));
  }

  // Gains that the technique's papers report for the target, in their own settings.
  reported(choice, page) {
    const [count, low, middle, high] = choice.reported?.[this.state.target] ?? [];
    if (!count) return null;
    const range = count > 1 ? `${ratio(low)} to ${ratio(high)}, median ${ratio(middle)}, in ${count} results` : `${ratio(low)}, in one result`;
    return el("small", {}, el("a", { href: `${page}#reported`, "aria-label": `Results reported for ${choice.name}` }, "reported"), ` ${GAINS[this.state.target]}: ${range}`);
  }

  item({ choice, gain, e }, say) {
    const page = `${this.place.dataset.techniques}${choice.id}/`;
    const papers = choice.papers ? `${choice.papers} ${choice.papers === 1 ? "paper" : "papers"}` : "no paper yet";
    const code = choice.code ? [" · ", el("a", { href: `${page}#code`, "aria-label": `Open code for ${choice.name}` }, choice.code === 1 ? "1 repository" : `${choice.code} repositories`)] : [];
    const fits = (e.fits ? "" : "; still does not fit") + more(e, this.now);
    const usual = choice.steps.some(({ before }) => before) ? "; taken for granted above, the gain is over going without" : "";
    return el("li", {},
      el("b", { class: "ex-gain" }, Number.isFinite(gain) ? ratio(gain) : "fits now"),
      el("a", { href: page }, choice.name), ` ${say(e)}${fits}${usual}`,
      el("small", {}, choice.costs?.length ? `costs ${choice.costs.join(", ")}` : "no cost stated"),
      this.reported(choice, page),
      el("small", {}, `${choice.steps.map(({ text }) => text).join("; ")} · `, el("a", { href: `${page}#papers` }, papers), ...code, " · ", el("a", { href: this.tried([choice]), "aria-label": `Try ${choice.name} in the explorer` }, "try it")));
  }
}

// More devices than were asked for, in words.
const more = (e, now) => (e.devices > now.devices ? `; on ${digits(e.devices)} devices` : "");

function gainOf(was, e, field, isMore) {
  return isMore ? e[field] / was[field] : was[field] / e[field];
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
