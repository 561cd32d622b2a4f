// Exports are texts made when the site was built; here they are only picked and joined.
const KINDS = {
  bibtex: [".bib", "application/x-bibtex"],
  biblatex: [".bib", "application/x-bibtex"],
  ris: [".ris", "application/x-research-info-systems"],
  csl: [".json", "application/vnd.citationstyles.csl+json"],
  csv: [".csv", "text/csv"],
};

/** One file of some entries, sorted by key as the whole base's files are. */
export function joined(table, keys) {
  return table.head + [...keys].sort().map((key) => table.texts[key]).join(table.between) + table.tail;
}

/** Load a format's texts and save those of some papers as a file. */
export async function exportPapers(folder, format, keys) {
  const [ending, type] = KINDS[format];
  const answer = await fetch(folder + format + ".json");
  if (!answer.ok) throw new Error(answer.status);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([joined(await answer.json(), keys)], { type }));
  link.download = (keys.length === 1 ? keys[0] : "papers") + ending;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
