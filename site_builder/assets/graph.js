// The citation graph: a picture to move about in, beside the list that holds the same papers.
import { Graph } from "./graph-model.js";
import { Picture } from "./graph-picture.js";

const root = document.querySelector("[data-at-graph]");
if (root) start(root);

async function start(root) {
  const said = root.querySelector("output");
  try {
    const answer = await fetch(root.dataset.graph);
    if (!answer.ok) throw new Error(answer.status);
    new Page(root, new Graph(await answer.json()), said).begin();
  } catch {
    said.textContent = "The picture could not be loaded; the list holds the same papers.";
  }
}

class Page {
  constructor(root, graph, said) {
    Object.assign(this, { root, graph, said });
    this.find = root.querySelector("input[name=find]");
    this.items = new Map([...root.querySelectorAll("li[data-key]")].map((item) => [item.dataset.key, item]));
    this.areas = [...root.querySelectorAll("details[data-area]")];
    const levels = [...root.querySelectorAll(".at-level")].map((item) => item.dataset.level);
    const level = new Map(this.areas.map((area) => [area.dataset.area, levels.indexOf(area.dataset.level)]));
    const names = new Map(this.areas.map((area) => [area.dataset.area, area.querySelector("summary").firstChild.textContent.trim()]));
    this.picture = new Picture(root.querySelector("canvas"), root.querySelector(".at-graph__tip"), graph, level, names);
  }

  begin() {
    const { picture, graph, root } = this;
    picture.onchoose = (number) => this.choose(number, "push");
    picture.begin();
    root.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); this.first(); });
    this.find.addEventListener("input", () => this.search());
    this.find.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { this.find.value = ""; this.search(); }
    });
    for (const button of root.querySelectorAll("[data-at-zoom]")) {
      button.addEventListener("click", () => picture.zoom(Number(button.dataset.atZoom)));
    }
    for (const [key, item] of this.items) {
      const number = graph.number.get(key);
      for (const name of ["mouseenter", "focusin"]) item.addEventListener(name, () => picture.point(number));
      for (const name of ["mouseleave", "focusout"]) item.addEventListener(name, () => picture.point(-1));
    }
    this.beginPath();
    addEventListener("popstate", () => this.read());
    this.read();
  }

  read() {
    const query = new URLSearchParams(location.search);
    this.choose(this.graph.number.get(query.get("paper")) ?? -1);
    const [from, to] = [query.get("from") || "", query.get("to") || ""];
    if (from && to) {
      Object.assign(this.form.from, { value: from });
      Object.assign(this.form.to, { value: to });
      this.showPath();
    }
  }

  search() {
    const found = this.graph.found(this.find.value);
    const all = found.size === this.graph.nodes.length;
    for (const [key, item] of this.items) item.hidden = !found.has(this.graph.number.get(key));
    for (const area of this.areas) {
      area.hidden = !area.querySelector("li:not([hidden])");
      area.open = !all && !area.hidden;
    }
    this.picture.show(all ? null : found);
    this.said.textContent = all ? `${found.size} papers` : `${found.size} of ${this.graph.nodes.length} papers`;
  }

  first() {
    const found = this.graph.found(this.find.value);
    if (this.find.value.trim() && found.size) this.choose(Math.min(...found), "push");
  }

  choose(number, how) {
    this.picture.choose(number);
    const place = this.root.querySelector("[data-at-chosen]");
    if (number < 0) return place.replaceChildren();
    const node = this.graph.nodes[number];
    if (how) history.pushState(null, "", "?paper=" + node.key);
    const heading = document.createElement("p");
    heading.append(this.link(number), ` (${node.year})`);
    place.replaceChildren(heading, ...this.lists(number));
    this.said.textContent = `${node.title}: cites ${this.graph.cites[number].length}, cited by ${this.graph.citedBy[number].length}`;
  }

  lists(number) {
    const parts = [];
    for (const [name, others] of [["Cites", this.graph.cites[number]], ["Cited by", this.graph.citedBy[number]]]) {
      if (!others.length) continue;
      const block = document.createElement("details");
      block.open = others.length < 9;
      block.appendChild(document.createElement("summary")).textContent = `${name} ${others.length}`;
      const list = block.appendChild(document.createElement("ul"));
      list.className = "at-short";
      for (const other of others) {
        const item = list.appendChild(document.createElement("li"));
        const [a, b] = name === "Cites" ? [number, other] : [other, number];
        item.append(this.link(other), this.graph.relation.has(a + ">" + b) ? ` ${this.graph.relation.get(a + ">" + b)}` : "");
      }
      parts.push(block);
    }
    return parts;
  }

  link(number) {
    const link = document.createElement("a");
    link.href = this.root.dataset.root + "papers/" + this.graph.nodes[number].key + "/";
    link.textContent = this.graph.nodes[number].title;
    return link;
  }

  beginPath() {
    this.form = this.root.querySelector("[data-at-path]");
    const titles = this.root.querySelector("#at-titles");
    this.form.addEventListener("focusin", () => {
      for (const node of this.graph.nodes) titles.appendChild(document.createElement("option")).value = node.title;
    }, { once: true });
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.showPath("push"); });
  }

  showPath(how) {
    const way = this.root.querySelector("[data-at-way]");
    const steps = this.root.querySelector("[data-at-steps]");
    const ends = [this.form.from, this.form.to].map((field) => this.graph.named(field.value));
    steps.replaceChildren();
    this.picture.follow([]);
    if (ends.includes(-1)) {
      way.textContent = "Choose both papers from the list that opens as you type; a key does as well.";
      return;
    }
    const path = this.graph.path(...ends);
    if (how) history.pushState(null, "", `?from=${this.graph.nodes[ends[0]].key}&to=${this.graph.nodes[ends[1]].key}`);
    way.textContent = path.length ? `${path.length - 1} ${path.length === 2 ? "step" : "steps"}` : "No chain of citations joins them.";
    path.forEach((number, place) => {
      const item = steps.appendChild(document.createElement("li"));
      if (place) item.append(this.graph.words(path[place - 1], number) + " ");
      item.append(this.link(number), ` (${this.graph.nodes[number].year})`);
    });
    this.picture.follow(path);
  }
}
