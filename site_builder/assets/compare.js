// Up to four papers side by side, from the files of the API; which ones stands in the address.
const root = document.querySelector("[data-at-compared]");
const MOST = 4;
if (root) start(root);

async function start(root) {
  const said = root.querySelector("output");
  const asked = (new URLSearchParams(location.search).get("keys") || "").split(",");
  const keys = [...new Set(asked)].filter((key) => /^[a-z0-9-]{3,80}$/.test(key)).slice(0, MOST);
  if (!keys.length) return;
  try {
    const table = await load(root.dataset.table);
    const rows = new Map(table.papers.map((row) => [row.key, row]));
    const known = keys.filter((key) => rows.has(key));
    const papers = await Promise.all(known.map((key) => load(root.dataset.api + key + ".json")));
    const lost = keys.length - known.length;
    said.textContent = known.length ? `${known.length} papers side by side` + (lost ? `; ${lost} of the keys asked for ${lost > 1 ? "are" : "is"} not in the base` : "") : "No paper of this base has these keys.";
    if (known.length) root.querySelector("[data-at-here]").replaceChildren(draw(root, table, known.map((key) => rows.get(key)), papers));
  } catch {
    said.textContent = "The papers could not be loaded; reload the page, or open them one by one.";
  }
}

async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

function number(value) {
  return Number(value.toPrecision(3)).toString() + "×";
}

function named(table, facet, row) {
  return (row.facets[facet] || []).map((value) => table.names[facet]?.[value] || value).join(", ");
}

function reported({ entry }) {
  return (entry.results || []).slice(0, 6).map((one) => {
    const unit = one.unit === "x" ? "×" : " " + one.unit;
    const setting = [one.model, one.device, one.baseline && "against " + one.baseline].filter(Boolean).join(", ");
    return `${one.metric.replaceAll("-", " ")}: ${one.up_to ? "up to " : ""}${one.value}${unit}${setting ? " (" + setting + ")" : ""}, ${one.source}`;
  });
}

function lines(table, rows, papers) {
  const each = (write) => rows.map((row, place) => write(row, papers[place]));
  return [
    ["Published", each((row) => row.where)],
    ["Authors", each((row) => row.by)],
    ["Summary", each((row) => row.summary)],
    ["Technique", each((row) => named(table, "technique", row))],
    ["Applies to", each((row) => named(table, "scenario", row))],
    ["Relieves", each((row) => named(table, "relieves", row))],
    ["Phase", each((row) => named(table, "phase", row))],
    ["Scenario", each((row, paper) => paper.entry.scenario)],
    ["Challenge", each((row, paper) => paper.entry.challenge)],
    ["Method", each((row, paper) => paper.entry.method)],
    ...Object.entries(table.deployments).map(([id, name]) => [
      "Computed gain: " + name,
      each((row) => (row.gain[id] ? `${number(row.gain[id][0])} per token, ${number(row.gain[id][1])} to first token` : "not computed")),
    ]),
    ["Reported by the authors", each((row, paper) => reported(paper))],
    ["Code", each((row, paper) => paper.entry.code || "none named")],
    ["Cited here by", each((row) => String(row.cited))],
  ];
}

function draw(root, table, rows, papers) {
  const out = document.createElement("table");
  out.className = "at-table at-compared";
  const head = out.createTHead().insertRow();
  head.insertCell().textContent = "Aspect";
  for (const row of rows) {
    const cell = head.appendChild(document.createElement("th"));
    cell.scope = "col";
    const link = cell.appendChild(document.createElement("a"));
    link.href = root.dataset.root + "papers/" + row.key + "/";
    link.textContent = row.title;
  }
  const body = out.createTBody();
  for (const [name, cells] of lines(table, rows, papers)) {
    const line = body.insertRow();
    const heading = line.appendChild(document.createElement("th"));
    heading.scope = "row";
    heading.textContent = name;
    cells.forEach((value, place) => fill(line.insertCell(), value, rows[place]));
  }
  return out;
}

function fill(cell, value, row) {
  cell.dataset.label = row.by + " " + row.year;
  if (!Array.isArray(value)) {
    cell.append(value || "not stated");
  } else if (!value.length) {
    cell.append("no number in the base");
  } else {
    const list = cell.appendChild(document.createElement("ul"));
    for (const text of value) list.appendChild(document.createElement("li")).textContent = text;
  }
}
