// The last answers, in this browser only: each question, and what its shortlist was. Opening one asks again.
import { fill, question } from "./question.js";
import { say } from "./status.js";

const PLACE = "answers";
const NONE = "none";
const MOST = 10;
// Longer texts are no blurbs, and the storage of a site is small.
const LONGEST = 20_000;

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(PLACE));
    return found === NONE ? NONE : (Array.isArray(found) ? found : []).filter((one) => typeof one?.description === "string");
  } catch (_) {
    return [];
  }
}

function write(value) {
  try {
    if (value.length) localStorage.setItem(PLACE, JSON.stringify(value));
    else localStorage.removeItem(PLACE);
  } catch (_) {
    // The storage is full or forbidden; the answer on the page is not affected.
  }
}

export function keepAnswer(form) {
  const answer = document.getElementById("answer");
  const kept = read();
  const asked = question(form);
  if (!answer || kept === NONE || asked.description.length > LONGEST) return;
  const others = kept.filter((one) => one.description !== asked.description || one.title !== asked.title);
  write([{ ...asked, explain: "", shortlist: answer.dataset.shortlist, at: Date.now() }, ...others].slice(0, MOST));
}

export function listAnswers(form) {
  const section = document.getElementById("kept");
  if (!section) return;
  const list = document.getElementById("kept-list");
  const show = () => {
    const kept = read();
    const none = kept === NONE;
    section.hidden = kept.length === 0;
    section.querySelectorAll("[data-when]").forEach((part) => { part.hidden = (part.dataset.when === NONE) !== none; });
    list.replaceChildren(...(none ? [] : kept).map((one) => {
      const button = document.createElement("button");
      button.type = "button";
      const name = document.createElement("span");
      name.className = "name";
      name.textContent = one.title || `${one.description.trim().slice(0, 60)}…`;
      const found = document.createElement("span");
      found.className = "kind";
      const day = new Date(one.at).toLocaleDateString(undefined, { day: "numeric", month: "short" });
      found.textContent = [one.shortlist, day].filter(Boolean).join(" · ");
      button.append(name, " ", found);
      button.addEventListener("click", () => {
        fill(form, one);
        form.requestSubmit();
      });
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
  };
  const on = (id, value, message) => document.getElementById(id).addEventListener("click", () => {
    write(value);
    show();
    say(message);
    document.getElementById("description").focus({ preventScroll: true });
  });
  on("kept-clear", [], "The list is empty now.");
  on("kept-off", NONE, "The list is off and empty; no more answers are kept.");
  on("kept-on", [], "The list is on; the next answers are kept in this browser.");
  show();
}
