// A field that takes several of the genres: an editable combobox with a list (WAI-ARIA Authoring Practices), and what
// was chosen as buttons that take it away again. The field of the form stays as it was, and holds the names.
const MOST = 8;

const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function rank(genre, query) {
  const name = fold(genre.name);
  if (name.startsWith(query)) return 0;
  if (name.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(query))) return 1;
  if (name.includes(query)) return 2;
  return fold(genre.also).includes(query) ? 3 : -1;
}

export function combobox(field, datalist) {
  const genres = [...datalist.options].map((option) => ({
    name: option.value,
    where: option.getAttribute("label") || "",
    also: option.dataset.also || "",
  }));
  const known = new Map(genres.map((genre) => [fold(genre.name), genre.name]));
  const chosen = [];

  const list = element("ul", { id: "genre-options", role: "listbox", class: "options", "aria-labelledby": "genres-label", hidden: "" });
  const chips = element("ul", { "aria-label": "Chosen genres" });
  const input = element("input", {
    id: "genre-search", role: "combobox", autocomplete: "off", "aria-autocomplete": "list",
    "aria-expanded": "false", "aria-controls": "genre-options",
    "aria-describedby": field.getAttribute("aria-describedby") || "",
  });
  if (field.getAttribute("aria-invalid")) input.setAttribute("aria-invalid", "true");
  const label = document.getElementById("genres-label");
  label.setAttribute("for", input.id);
  const combo = element("div", { class: "combo" }, element("div", { class: "chips" }, chips, input), list);
  field.before(combo);
  // Not of the type "hidden", whose value browsers do not bring back with the page.
  field.hidden = true;
  field.removeAttribute("list");

  let active = -1;
  const options = () => [...list.children];

  function keep() {
    field.value = [...chosen, input.value.trim()].filter(Boolean).join("; ");
  }
  function show() {
    chips.replaceChildren(...chosen.map((name, place) => {
      const button = element("button", { type: "button" }, name, element("span", { "aria-hidden": "true" }, "×"));
      button.setAttribute("aria-label", `Remove ${name}`);
      button.addEventListener("click", () => {
        chosen.splice(place, 1);
        show();
        input.focus();
      });
      return element("li", {}, button);
    }));
    chips.hidden = chosen.length === 0;
    keep();
  }
  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function open() {
    const query = fold(input.value.trim());
    const found = genres
      .filter((genre) => !chosen.includes(genre.name))
      .map((genre, place) => [query ? rank(genre, query) : 0, place, genre])
      .filter(([how]) => how >= 0)
      .sort((one, other) => one[0] - other[0] || one[1] - other[1])
      .slice(0, query ? MOST : genres.length);
    list.replaceChildren(...found.map(([, , genre], place) => {
      const option = element("li", { id: `genre-option-${place}`, role: "option", "aria-selected": "false" },
        element("span", {}, genre.name), element("small", {}, genre.where));
      option.dataset.name = genre.name;
      // Before the field loses its focus.
      option.addEventListener("pointerdown", (event) => event.preventDefault());
      option.addEventListener("click", () => choose(genre.name));
      return option;
    }));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
  }
  function choose(name) {
    if (!chosen.includes(name)) chosen.push(name);
    input.value = "";
    close();
    show();
  }
  function move(to) {
    const all = options();
    if (!all.length) return;
    active = (to + all.length) % all.length;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  }
  function take(text) {
    // What stands in the field already: names with semicolons between them, as without this script.
    chosen.length = 0;
    const rest = [];
    for (const part of text.split(/[;\n]/).map((piece) => piece.trim()).filter(Boolean)) {
      const name = known.get(fold(part));
      if (name && !chosen.includes(name)) chosen.push(name);
      else if (!name) rest.push(part);
    }
    input.value = rest.join("; ");
    show();
  }

  input.addEventListener("input", () => { keep(); open(); });
  input.addEventListener("click", () => { if (list.hidden) open(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      const down = event.key === "ArrowDown";
      if (!event.altKey) move(active < 0 ? (down ? 0 : -1) : active + (down ? 1 : -1));
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      const option = options()[active];
      if (!list.hidden && option) {
        event.preventDefault();
        choose(option.dataset.name);
      } else if (input.value.trim()) {
        event.preventDefault();
        const name = known.get(fold(input.value.trim()));
        if (name) choose(name);
      }
    } else if (event.key === "Escape") {
      if (list.hidden) input.value = "";
      close();
      keep();
    } else if (event.key === "Backspace" && !input.value && chosen.length) {
      chosen.pop();
      show();
    }
  });
  // From the list of problems at the top of the page.
  document.querySelectorAll('a[href="#genres"]').forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    input.focus();
  }));
  field.addEventListener("fill", () => take(field.value));
  take(field.value);
  // On the way back a browser fills the form in only now.
  addEventListener("pageshow", () => take(field.value));
  if (field.autofocus) input.focus();
}
