// The words sought stand under `find`: the theme opens its own search where it meets `q`.
// What is chosen and what that finds; no page, no network, so that it can be tested alone.
export const FACETS = [
  { id: "category", name: "Category" },
  { id: "family", name: "Family" },
  { id: "technique", name: "Technique" },
  { id: "scenario", name: "Scenario" },
  { id: "challenge", name: "Challenge" },
  { id: "relieves", name: "Relieves" },
  { id: "phase", name: "Phase" },
  { id: "kind", name: "Kind" },
  { id: "with", name: "Has" },
  { id: "year", name: "Year" },
  { id: "venue", name: "Venue" },
  { id: "device", name: "Measured on" },
];
const SORT = /^(newest|year|title|cited|(decode|prefill):[a-z0-9-]{1,60})?$/;
const YEAR = /^(19|20)\d\d$/;

export function valuesOf(paper, facet) {
  return paper.facets[facet] || [];
}

/** What a value of a facet is called. */
export function nameOf(table, facet, value) {
  return table.names[facet]?.[value] || value;
}

/** All values of a facet with their names, in the order of the vocabulary. */
export function facetValues(table, facet) {
  const used = new Set();
  for (const paper of table.papers) for (const value of valuesOf(paper, facet)) used.add(value);
  const known = (table.order[facet] || []).filter((value) => used.has(value));
  return known.map((value) => [value, nameOf(table, facet, value)]);
}

/** Read the state from a query string; what is not understood is left out. */
export function parseState(search) {
  const query = new URLSearchParams(search);
  const facets = {};
  for (const { id } of FACETS) facets[id] = new Set(query.getAll(id).slice(0, 50));
  const one = (name, shape) => (shape.test(query.get(name) || "") ? query.get(name) || "" : "");
  return {
    q: (query.get("find") || "").slice(0, 200), facets, sort: one("sort", SORT), view: one("view", /^table$/),
    from: one("from", YEAR), to: one("to", YEAR),
  };
}

/** The query string of a state, always in one order. */
export function writeState(state) {
  const query = new URLSearchParams();
  if (state.q.trim()) query.append("find", state.q);
  for (const { id } of FACETS) for (const value of [...state.facets[id]].sort()) query.append(id, value);
  for (const name of ["from", "to", "sort", "view"]) if (state[name]) query.append(name, state[name]);
  return query.toString();
}

function plain(text) {
  return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
}

function wordsOf(text) {
  return plain(text).split(/[^\p{L}\p{N}.]+/u).map((word) => word.replace(/^\.+|\.+$/g, "")).filter(Boolean);
}

const fields = new WeakMap();

function fieldsOf(paper) {
  let found = fields.get(paper);
  if (!found) {
    const acronym = paper.title.includes(":") ? paper.title.slice(0, paper.title.indexOf(":")) : "";
    found = {
      exact: new Set([plain(acronym), paper.key, ...paper.ids].filter(Boolean)),
      parts: [[wordsOf(paper.title), 12], [wordsOf(paper.authors), 8], [wordsOf(paper.terms), 4], [wordsOf(paper.summary), 2], [wordsOf(paper.text || ""), 1]],
    };
    fields.set(paper, found);
  }
  return found;
}

/** Add the words of scenario, challenge and method, which come later than the table. */
export function addTexts(table, texts) {
  for (const paper of table.papers) {
    paper.text = texts[paper.key] || "";
    fields.delete(paper);
  }
}

/** How well a paper answers; 0 where a word is nowhere in it. */
export function score(paper, query) {
  const words = wordsOf(query);
  if (!words.length) return 1;
  const { exact, parts } = fieldsOf(paper);
  let total = exact.has(plain(query.trim())) ? 1000 : 0;
  for (const word of words) {
    let best = exact.has(word) ? 100 : 0;
    for (const [list, weight] of parts) {
      for (const candidate of list) {
        if (candidate === word) best = Math.max(best, 2 * weight);
        else if (candidate.startsWith(word)) best = Math.max(best, weight);
      }
    }
    if (!best) return 0;
    total += best;
  }
  return total;
}

function passes(paper, state, except) {
  if (except !== "year" && ((state.from && paper.year < state.from) || (state.to && paper.year > state.to))) return false;
  for (const { id } of FACETS) {
    const chosen = state.facets[id];
    if (id === except || !chosen.size) continue;
    if (!valuesOf(paper, id).some((value) => chosen.has(value))) return false;
  }
  return true;
}

/** Computed gain of a paper that a sort such as `decode:chat-a100` asks for; none is NaN. */
export function gainOf(paper, sort) {
  const [phase, deployment] = sort.split(":");
  return paper.gain[deployment]?.[phase === "decode" ? 0 : 1] ?? NaN;
}

function byGain(sort) {
  const known = (paper) => { const gain = gainOf(paper, sort); return Number.isNaN(gain) ? -1 : gain; };
  return (a, b) => known(b) - known(a);
}

const ORDERS = {
  newest: () => 0,
  year: (a, b) => a.year - b.year,
  title: (a, b) => (plain(a.title) < plain(b.title) ? -1 : 1),
  cited: (a, b) => b.cited - a.cited,
};

/** The papers that a state finds, in its order; the table itself is newest first. */
export function select(table, state) {
  const scored = [];
  for (const paper of table.papers) {
    const points = passes(paper, state) ? score(paper, state.q) : 0;
    if (points) scored.push([points, paper]);
  }
  const order = state.sort.includes(":") ? byGain(state.sort) : ORDERS[state.sort];
  scored.sort(order ? (a, b) => order(a[1], b[1]) : (a, b) => b[0] - a[0]);
  return scored.map(([, paper]) => paper);
}

/** For each facet, how many papers each value would find with the other facets as they are. */
export function counts(table, state) {
  const found = {};
  for (const { id } of FACETS) found[id] = new Map();
  for (const paper of table.papers) {
    if (!score(paper, state.q)) continue;
    for (const { id } of FACETS) {
      if (!passes(paper, state, id)) continue;
      for (const value of valuesOf(paper, id)) found[id].set(value, (found[id].get(value) || 0) + 1);
    }
  }
  return found;
}
