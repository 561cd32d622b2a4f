// Browse papers: one table of all, facets with counts, search, sort, state in the URL, export.
import { FACETS, addTexts, facetValues, gainOf, nameOf, parseState, writeState, select, counts } from "./browse-model.js";
import { exportPapers } from "./browse-export.js";

const root = document.querySelector("[data-at-browse]");
if (root) start(root);

const PAGE = 60;
const MOST = 4;
const NUMBERS = new Set(["Cited here", "Gain"]);

async function start(root) {
  const list = root.querySelector("[data-at-list]");
  const count = root.querySelector("[data-at-count]");
  let table;
  try {
    const answer = await fetch(root.dataset.table);
    if (!answer.ok) throw new Error(answer.status);
    table = await answer.json();
  } catch {
    count.textContent = "The filters could not be loaded; all papers are listed below.";
    return;
  }
  new Browser(root, list, count, table).begin();
}

// Lets a slow phone paint and answer between the steps.
const breath = () => globalThis.scheduler?.yield?.() ?? new Promise((done) => { setTimeout(done); });

class Browser {
  constructor(root, list, count, table) {
    Object.assign(this, { root, list, count, table, shown: PAGE, hits: [] });
    this.form = root.querySelector("form");
    this.panel = root.querySelector("#at-facets");
    this.reset = root.querySelector("[data-at-reset]");
    this.compare = root.querySelector("[data-at-compare]");
    this.boxes = new Map();
    this.picked = new Set();
  }

  async begin() {
    this.state = parseState(location.search);
    this.drawSorts();
    await breath();
    this.drawFacets();
    this.listen();
    this.show(); // at once: whoever sees the filters may use them
    await breath();
    for (const { box, label } of this.boxes.values()) {
      const set = label.parentElement;
      if (box.checked && !set.scrollTop) set.scrollTop = label.offsetTop;
    }
  }

  listen() {
    const { form, root } = this;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.find.addEventListener("focus", () => this.loadTexts(), { once: true });
    if (this.state.q) this.loadTexts();
    form.find.addEventListener("input", () => this.change({ q: form.find.value }, "replace"));
    form.find.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && form.find.value) this.change({ q: "" }, "push");
      if (event.key === "Enter" && this.hits.length) this.list.querySelector("a")?.focus();
    });
    for (const name of ["sort", "view"]) form[name].addEventListener("change", () => this.change({ [name]: form[name].value }, "push"));
    addEventListener("popstate", () => { this.state = parseState(location.search); this.shown = PAGE; this.show(); });
    this.reset.addEventListener("click", () => { this.state = { ...parseState(""), view: this.state.view }; this.write("push"); this.show(); form.find.focus(); });
    root.querySelector("[data-at-export]").addEventListener("click", (event) => this.export(event.currentTarget));
    root.querySelector("[data-at-link]").addEventListener("click", (event) => copy(location.href, event.currentTarget));
    const toggle = root.querySelector(".at-browse__filters");
    toggle.addEventListener("click", () => {
      const open = this.panel.classList.toggle("at-open");
      toggle.setAttribute("aria-expanded", String(open));
    });
  }

  async loadTexts() {
    if (this.texts) return;
    this.texts = true;
    try {
      const answer = await fetch(this.root.dataset.text);
      if (!answer.ok) return;
      addTexts(this.table, await answer.json());
      if (this.state.q) this.show();
    } catch { /* title, authors, terms and summary are searched all the same */ }
  }

  change(part, how) {
    Object.assign(this.state, part);
    this.shown = PAGE;
    this.write(how);
    this.show();
  }

  write(how) {
    const query = writeState(this.state);
    history[how + "State"](null, "", location.pathname + (query && "?" + query) + location.hash);
  }

  drawSorts() {
    for (const [phase, words] of [["decode", "Computed gain per token"], ["prefill", "Computed gain to first token"]]) {
      const group = this.form.sort.appendChild(document.createElement("optgroup"));
      group.label = words;
      for (const [id, name] of Object.entries(this.table.deployments)) group.appendChild(new Option(name, phase + ":" + id));
    }
  }

  yearRange(options) {
    const row = document.createElement("div");
    row.className = "at-years";
    for (const [name, words] of [["from", "From"], ["to", "to"]]) {
      const label = row.appendChild(document.createElement("label"));
      label.appendChild(document.createElement("span")).textContent = words;
      const menu = label.appendChild(document.createElement("select"));
      menu.name = name;
      menu.appendChild(new Option("any", ""));
      for (const [value] of options) menu.appendChild(new Option(value, value));
      menu.addEventListener("change", () => this.change({ [name]: menu.value }, "push"));
      this[name] = menu;
    }
    return row;
  }

  drawFacets() {
    const open = new Set(["category", "kind", "with"]);
    for (const facet of FACETS) {
      const options = facetValues(this.table, facet.id);
      if (!options.length) continue;
      const block = document.createElement("details");
      block.open = open.has(facet.id) || this.state.facets[facet.id].size > 0;
      const summary = block.appendChild(document.createElement("summary"));
      summary.textContent = facet.name;
      const set = block.appendChild(document.createElement("fieldset"));
      set.className = "at-options";
      set.setAttribute("aria-label", facet.name);
      if (facet.id === "year") set.appendChild(this.yearRange(options));
      for (const [value, name] of options) set.appendChild(this.option(facet.id, value, name));
      this.panel.appendChild(block);
    }
  }

  option(facet, value, name) {
    const label = document.createElement("label");
    const box = label.appendChild(document.createElement("input"));
    box.type = "checkbox";
    box.name = facet;
    box.value = value;
    label.appendChild(document.createElement("span")).textContent = name;
    const number = label.appendChild(document.createElement("span"));
    number.className = "at-n";
    box.addEventListener("change", () => {
      this.state.facets[facet][box.checked ? "add" : "delete"](value);
      this.change({}, "push");
    });
    this.boxes.set(facet + "=" + value, { box, label, number });
    return label;
  }

  show() {
    const { state, table, form } = this;
    if (form.find.value !== state.q) form.find.value = state.q;
    form.sort.value = state.sort;
    if (form.sort.selectedIndex < 0) form.sort.value = state.sort = "";
    form.view.value = state.view;
    for (const name of ["from", "to"]) if (this[name]) this[name].value = state[name];
    this.hits = select(table, state);
    const found = counts(table, state);
    for (const [id, { box, label, number }] of this.boxes) {
      const [facet, value] = [id.slice(0, id.indexOf("=")), id.slice(id.indexOf("=") + 1)];
      const n = found[facet].get(value) || 0;
      box.checked = state.facets[facet].has(value);
      number.textContent = n;
      label.classList.toggle("at-zero", n === 0);
    }
    const all = table.papers.length;
    const n = this.hits.length;
    this.count.textContent = n === all ? `${all} papers` : `${n} of ${all} papers`;
    this.reset.hidden = !writeState({ ...state, sort: "", view: "" });
    this.draw();
  }

  draw() {
    const hits = this.hits.slice(0, this.shown);
    const parts = [this.state.view ? this.asTable(hits) : this.asList(hits)];
    if (!this.hits.length) {
      const none = document.createElement("p");
      none.textContent = "No paper matches. Remove a filter, or search for fewer words.";
      parts.push(none);
    } else if (this.hits.length > this.shown) {
      const more = document.createElement("button");
      more.type = "button";
      more.className = "at-action";
      more.textContent = `Show all ${this.hits.length}`;
      more.addEventListener("click", () => {
        const first = this.shown;
        this.shown = Infinity;
        this.draw();
        this.list.querySelectorAll(".at-item__title")[first]?.focus();
      });
      parts.push(more);
    }
    this.list.replaceChildren(...parts);
  }

  asList(hits) {
    const items = document.createElement("ul");
    items.className = "at-papers";
    for (const paper of hits) items.appendChild(this.item(paper));
    return items;
  }

  asTable(hits) {
    const table = document.createElement("table");
    table.className = "at-table";
    const gain = this.state.sort.includes(":");
    const names = ["Compare", "Paper", "Technique", "Published", "Cited here", ...(gain ? ["Gain"] : [])];
    const head = table.createTHead().insertRow();
    for (const name of names) {
      const cell = head.appendChild(document.createElement("th"));
      cell.scope = "col";
      cell.textContent = name;
      if (NUMBERS.has(name)) cell.className = "at-num";
    }
    const body = table.createTBody();
    for (const paper of hits) {
      const row = body.insertRow();
      row.insertCell().appendChild(this.pick(paper));
      const title = row.appendChild(document.createElement("th"));
      title.scope = "row";
      title.append(this.title(paper));
      const texts = [this.techniques(paper), paper.where, paper.cited, ...(gain ? [this.gain(paper)] : [])];
      texts.forEach((text, place) => {
        const cell = row.insertCell();
        cell.dataset.label = names[place + 2];
        if (NUMBERS.has(names[place + 2])) cell.className = "at-num";
        cell.textContent = text;
      });
    }
    return table;
  }

  techniques(paper) {
    return paper.techniques.map((id) => nameOf(this.table, "technique", id)).join(", ");
  }

  gain(paper) {
    const gain = gainOf(paper, this.state.sort);
    return Number.isNaN(gain) ? "not computed" : gain.toPrecision(gain < 1 ? 2 : 3).replace(/\.?0+$/, "") + "×";
  }

  title(paper) {
    const title = document.createElement("a");
    title.className = "at-item__title";
    title.href = this.root.dataset.root + "papers/" + paper.key + "/";
    title.textContent = paper.title;
    return title;
  }

  pick(paper) {
    const label = document.createElement("label");
    label.className = "at-pick";
    const box = label.appendChild(document.createElement("input"));
    box.type = "checkbox";
    box.checked = this.picked.has(paper.key);
    box.disabled = !box.checked && this.picked.size >= MOST;
    box.dataset.key = paper.key;
    label.append("compare");
    const name = label.appendChild(document.createElement("span"));
    name.className = "at-sr";
    name.textContent = " " + paper.title;
    box.addEventListener("change", () => {
      this.picked[box.checked ? "add" : "delete"](paper.key);
      this.showPicked();
    });
    return label;
  }

  showPicked() {
    const { picked, compare } = this;
    compare.hidden = picked.size < 2;
    compare.textContent = `Compare ${picked.size}`;
    compare.search = "?keys=" + [...picked].join(",");
    for (const box of this.list.querySelectorAll(".at-pick input")) box.disabled = !box.checked && picked.size >= MOST;
  }

  item(paper) {
    const item = document.createElement("li");
    item.className = "at-item";
    item.append(this.title(paper), this.pick(paper));
    const by = item.appendChild(document.createElement("span"));
    by.className = "at-item__by";
    by.textContent = [paper.by, paper.where, this.techniques(paper)].join(" · ");
    if (this.state.sort === "cited") by.textContent += ` · cited by ${paper.cited} here`;
    if (this.state.sort.includes(":")) by.textContent += " · computed gain: " + this.gain(paper);
    const summary = item.appendChild(document.createElement("span"));
    summary.className = "at-item__sum";
    summary.textContent = paper.summary;
    return item;
  }

  async export(button) {
    const format = this.root.querySelector("[data-at-format]").value;
    try {
      await exportPapers(this.root.dataset.exports, format, this.hits.map((paper) => paper.key));
    } catch {
      say(button, "Could not be loaded; try again");
    }
  }
}

function say(button, words) {
  const label = button.textContent;
  button.textContent = words;
  setTimeout(() => { button.textContent = label; }, 1600);
}

function copy(text, button) {
  if (!navigator.clipboard) return say(button, "Copy it from the address bar");
  return navigator.clipboard.writeText(text).then(() => say(button, "Copied"), () => say(button, "Copy it from the address bar"));
}
