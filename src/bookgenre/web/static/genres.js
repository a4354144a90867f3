// The search among the genres, while typing.
const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

export function watchGenres() {
  const tree = document.querySelector(".tree");
  const input = document.getElementById("q");
  if (!tree || !input) return;
  const entries = [...tree.querySelectorAll(".entry")].map((entry) => [
    entry,
    fold(`${entry.querySelector("a").textContent} ${entry.querySelector(".definition").textContent} ${entry.dataset.words}`),
  ]);
  const found = document.getElementById("found");
  const filter = () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    const hits = new Set(entries.filter(([, text]) => words.every((word) => text.includes(word))).map(([entry]) => entry));
    for (const [entry] of entries) {
      // A genre above a hit stays, to show where it is.
      entry.hidden = !hits.has(entry) && ![...entry.querySelectorAll(".entry")].some((below) => hits.has(below));
    }
    for (const section of tree.children) section.hidden = !section.querySelector(".entry:not([hidden])");
    found.textContent = words.length ? `${hits.size} ${hits.size === 1 ? "genre" : "genres"}.` : "";
  };
  input.addEventListener("input", filter);
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    filter();
  });
  if (input.value) filter();
}
