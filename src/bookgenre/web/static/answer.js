// The switches of an answer without loading the page anew: the same form is sent, and the answer's part is exchanged.
import { say } from "./status.js";

// Of the request under way; the next one takes its place.
let underway = null;

export function watchSwitches() {
  document.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button?.name !== "set" || !document.getElementById("answer")) return;
    event.preventDefault();
    const place = document.getElementById("answer");
    underway?.abort();
    const mine = underway = new AbortController();
    const values = new FormData(event.target, button);
    place.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(event.target.action, { method: "POST", body: new URLSearchParams(values), signal: mine.signal });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.getElementById("answer");
      if (!fresh) {
        const reason = page.querySelector(".callout.bad li, .lede");
        say(reason ? reason.textContent.trim() : "The server did not answer as it should; try again.", 8);
        return;
      }
      exchange(place, document.importNode(fresh, true), button.value);
    } catch (error) {
      if (error.name === "AbortError") return;
      say("The server cannot be reached. Your text is still here; try again.", 8);
    } finally {
      if (underway === mine) document.getElementById("answer").removeAttribute("aria-busy");
    }
  });
}

function exchange(old, fresh, value) {
  const open = [...old.querySelectorAll("details[open]")].map((part) => part.className).filter(Boolean);
  old.replaceWith(fresh);
  for (const name of open) fresh.querySelector(`details.${name}`)?.setAttribute("open", "");
  const again = fresh.querySelector(`[name="set"][value="${CSS.escape(value)}"]`);
  const [kind, what] = value.split("=");
  if (kind === "why") {
    const pane = document.getElementById("why");
    const title = document.getElementById("why-title");
    if (what && !visible(title)) {
      pane.focus({ preventScroll: true });
      pane.scrollIntoView({ block: "start" });
    } else {
      (again || pane).focus({ preventScroll: true });
    }
    if (what) say(`${title.textContent} The sentences are marked.`);
  } else {
    (again || fresh.querySelector('[name="set"][value^="variant="]')).focus({ preventScroll: true });
    say({ rank: "The order has changed.", view: "The view has changed.", layout: "The mock-up has changed." }[kind] || "The colours have changed.", 2);
  }
}

function visible(element) {
  const box = element.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
}
