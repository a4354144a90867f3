// The form: a count of words, samples at one click, and Ctrl+Enter.
import { say } from "./status.js";

export function watchForm(form) {
  const fields = ["description", "title", "author"].map((name) => form.elements[name]);
  const [description] = fields;
  const count = document.getElementById("count");
  const recount = () => {
    const words = description.value.trim().split(/\s+/).filter(Boolean).length;
    count.textContent = words ? `${words.toLocaleString("en")} ${words === 1 ? "word" : "words"}.` : "";
  };
  description.addEventListener("input", recount);
  recount();
  addEventListener("pageshow", recount);

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  const back = document.getElementById("put-back");
  let typed = null;
  const fill = (values) => {
    fields.forEach((field, place) => { field.value = values[place]; });
    recount();
  };
  document.querySelectorAll("a.sample").forEach((link) => {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const values = fields.map((field) => field.value);
      const ofSample = [...document.querySelectorAll("a.sample")].some((other) => other.dataset.description === values[0]);
      if (values[0].trim() && !ofSample) {
        typed = values;
        back.hidden = false;
      }
      fill([link.dataset.description, link.dataset.title, link.dataset.author]);
      description.focus();
      say(`Filled in: ${link.dataset.title}.`);
    });
  });
  back?.addEventListener("click", () => {
    fill(typed);
    back.hidden = true;
    description.focus();
  });
}
