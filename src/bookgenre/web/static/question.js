// The question of a form: what was typed, and how its answer is shown.
const TYPED = ["description", "title", "author", "genres"];
const FIELDS = [...TYPED, "rank", "view", "mode", "layout", "variant", "explain"];

export function question(form) {
  const values = {};
  for (const name of FIELDS) {
    const value = form.elements[name]?.value;
    if (value && value !== "0") values[name] = value;
  }
  return values;
}

export function fill(form, values) {
  for (const name of FIELDS) {
    if (typeof values[name] === "string") form.elements[name].value = values[name];
    else if (TYPED.includes(name)) form.elements[name].value = "";
  }
  form.elements.genres.dispatchEvent(new Event("fill"));
}
