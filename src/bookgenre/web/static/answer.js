// The switches of an answer without loading the page anew: the same form is sent, and the answer's part is exchanged.
import { say } from "./status.js";

const SAID = { rank: "The order has changed.", view: "The view has changed.", layout: "The mock-up has changed." };

// Of the request under way; the next one takes its place.
let underway = null;

export function watchSwitches() {
  document.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button?.name !== "set" || !document.getElementById("answer")) return;
    event.preventDefault();
    underway?.abort();
    const mine = underway = new AbortController();
    const place = document.getElementById("answer");
    const values = new FormData(event.target, button);
    // The reasons take the longest, and are here already.
    if (!button.value.startsWith("explain=")) values.set("explain", "");
    place.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(event.target.action, {
        method: "POST", body: new URLSearchParams(values), signal: mine.signal,
      });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.getElementById("answer");
      if (fresh) {
        exchange(place, document.importNode(fresh, true), button.value);
      } else {
        const reason = page.querySelector(".callout.bad li, .lede");
        say(reason ? reason.textContent.trim() : "The server sent no usable answer; try again.", 8);
      }
    } catch (error) {
      if (error.name === "AbortError") return;
      say("The server cannot be reached. Your text is still here; try again.", 8);
    } finally {
      if (underway === mine) document.getElementById("answer").removeAttribute("aria-busy");
    }
  });
}

function exchange(old, fresh, value) {
  const [kind, what] = value.split("=");
  if (kind === "explain") {
    if (old.querySelector(".as-list[open]")) fresh.querySelector(".as-list")?.setAttribute("open", "");
  } else {
    keepReasons(old, fresh);
  }
  old.replaceWith(fresh);
  const again = fresh.querySelector(`[name="set"][value="${CSS.escape(value)}"]`);
  if (kind !== "explain") {
    (again || fresh.querySelector('[name="set"][value^="variant="]')).focus({ preventScroll: true });
    say(SAID[kind] || "The colours have changed.", 2);
    return;
  }
  const pane = document.getElementById("explanation");
  const title = document.getElementById("explanation-title");
  if (what && !visible(title)) {
    pane.focus({ preventScroll: true });
    pane.scrollIntoView({ block: "start" });
  } else {
    (again || pane).focus({ preventScroll: true });
  }
  if (what) say(`${title.textContent} The sentences are marked.`);
}

function keepReasons(old, fresh) {
  const explained = old.querySelector('input[name="explain"]').value;
  fresh.querySelector("#explanation").replaceWith(old.querySelector("#explanation"));
  fresh.querySelector('input[name="explain"]').value = explained;
  if (!explained) return;
  const button = fresh.querySelector(`button.explain[value="explain=${CSS.escape(explained)}"]`);
  button?.setAttribute("aria-pressed", "true");
  button?.closest(".genre").classList.add("current");
}

function visible(element) {
  const box = element.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
}
