// The citation graph without a page: who is beside whom, who is found, the shortest way.
export class Graph {
  constructor(data) {
    Object.assign(this, data);
    this.cites = data.nodes.map(() => []);
    this.citedBy = data.nodes.map(() => []);
    this.relation = new Map();
    for (const [source, target, ...relations] of data.edges) {
      this.cites[source].push(target);
      this.citedBy[target].push(source);
      if (relations.length) this.relation.set(source + ">" + target, relations.join(", ").replaceAll("-", " "));
    }
    this.number = new Map(data.nodes.map((node, number) => [node.key, number]));
  }

  /** Number of the node that a key or a whole title names, or -1. */
  named(words) {
    const sought = words.trim().toLowerCase();
    const byKey = this.number.get(sought);
    return byKey ?? this.nodes.findIndex((node) => node.title.toLowerCase() === sought);
  }

  /** Numbers of the nodes whose title or key holds all words; all where there are none. */
  found(words) {
    const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
    const hit = ({ key, title, year }) => parts.every((part) => `${key} ${title} ${year}`.toLowerCase().includes(part));
    return new Set([...this.nodes.keys()].filter((number) => hit(this.nodes[number])));
  }

  /** What a step along a citation says, from `one` to `other`. */
  words(one, other) {
    const forth = this.relation.get(one + ">" + other);
    const back = this.relation.get(other + ">" + one);
    if (this.cites[one].includes(other)) return forth || "cites";
    return back ? `is named by (${back})` : "is cited by";
  }

  /**
   * Numbers along the shortest way; empty where there is none. A chain in which each paper cites
   * the next is preferred, then one in which each is cited by the next, then any.
   */
  path(start, end) {
    const either = (node) => [...new Set([...this.cites[node], ...this.citedBy[node]])];
    for (const neighbours of [(node) => this.cites[node], (node) => this.citedBy[node], either]) {
      const way = search(start, end, neighbours);
      if (way.length) return way;
    }
    return [];
  }
}

function search(start, end, neighbours) {
  const before = new Map([[start, -1]]);
  const queue = [start];
  for (const node of queue) {
    if (node === end) break;
    for (const next of [...neighbours(node)].sort((a, b) => a - b)) {
      if (before.has(next)) continue;
      before.set(next, node);
      queue.push(next);
    }
  }
  const way = [];
  if (before.has(end)) for (let node = end; node !== -1; node = before.get(node)) way.unshift(node);
  return way;
}
