// Browse papers: one table of all, facets with counts, search, sort, state in the URL, export.
import { FACETS, addTexts, facetValues, nameOf, parseState, writeState, select, counts } from "./browse-model.js";

const root = document.querySelector("[data-at-browse]");
if (root) start(root);

const PAGE = 60;

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

class Browser {
  constructor(root, list, count, table) {
    Object.assign(this, { root, list, count, table, shown: PAGE, hits: [] });
    this.form = root.querySelector("form");
    this.panel = root.querySelector("#at-facets");
    this.reset = root.querySelector("[data-at-reset]");
    this.boxes = new Map();
  }

  begin() {
    this.state = parseState(location.search);
    this.drawFacets();
    this.listen();
    this.show();
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
    form.sort.addEventListener("change", () => this.change({ sort: form.sort.value }, "push"));
    addEventListener("popstate", () => { this.state = parseState(location.search); this.shown = PAGE; this.show(); });
    this.reset.addEventListener("click", () => { this.state = parseState(""); this.write("push"); this.show(); form.find.focus(); });
    root.querySelector("[data-at-export]").addEventListener("click", (event) => this.exportBib(event.currentTarget));
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
    this.reset.hidden = !writeState({ ...state, sort: "" });
    this.draw();
  }

  draw() {
    const items = document.createElement("ul");
    items.className = "at-papers";
    for (const paper of this.hits.slice(0, this.shown)) items.appendChild(this.item(paper));
    const parts = [items];
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

  item(paper) {
    const item = document.createElement("li");
    item.className = "at-item";
    const title = item.appendChild(document.createElement("a"));
    title.className = "at-item__title";
    title.href = this.root.dataset.root + "papers/" + paper.key + "/";
    title.textContent = paper.title;
    const by = item.appendChild(document.createElement("span"));
    by.className = "at-item__by";
    by.textContent = [paper.by, paper.where, paper.techniques.map((id) => nameOf(this.table, "technique", id)).join(", ")].join(" · ");
    const summary = item.appendChild(document.createElement("span"));
    summary.className = "at-item__sum";
    summary.textContent = paper.summary;
    return item;
  }

  async exportBib(button) {
    try {
      const answer = await fetch(this.root.dataset.bibtex);
      if (!answer.ok) throw new Error(answer.status);
      const entries = await answer.json();
      const text = this.hits.map((paper) => entries[paper.key].trim() + "\n").sort().join("\n");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "application/x-bibtex" }));
      link.download = this.hits.length === 1 ? this.hits[0].key + ".bib" : "papers.bib";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
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
