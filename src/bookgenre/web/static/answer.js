// The switches of an answer without loading the page anew: the same form is sent, and the answer's part is exchanged.
import { say } from "./status.js";

const SAID = {
  rank: "The order has changed.",
  view: "The view has changed.",
  layout: "The mock-up has changed.",
  earlier: "The comparison is closed.",
};
const EXPLAINING = new Set(["explain", "why"]);
// Pages whose changed answers this tab keeps for the way back.
const MOST_KEPT = 6;

// Of the request under way; the next one takes its place.
let underway = null;
let changed = false;

export function watchSwitches() {
  document.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button?.name !== "set" || !document.getElementById("answer")) return;
    event.preventDefault();
    underway?.abort();
    const mine = underway = new AbortController();
    const place = document.getElementById("answer");
    const kind = button.value.split("=")[0];
    const values = new FormData(event.target, button);
    const edited = values.get("shown") !== null && values.get("shown") !== values.get("description");
    // Reasons and comparison take the longest, and are here already.
    if (!EXPLAINING.has(kind)) {
      values.set("explain", "");
      values.set("why", "");
    }
    if (!edited && kind !== "earlier") {
      values.set("shown", "");
      values.set("earlier", "");
    }
    place.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(event.target.action, {
        method: "POST", body: new URLSearchParams(values), signal: mine.signal,
      });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.getElementById("answer");
      if (fresh) {
        exchange(place, document.importNode(fresh, true), button, edited);
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
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.id !== "why") return;
    // It would press the first button of the form.
    event.preventDefault();
    document.querySelector('[name="set"][value="why="]').click();
  });
  addEventListener("pagehide", () => { if (changed) keep(document.getElementById("answer")); });
}

function exchange(old, fresh, button, edited) {
  const { value } = button;
  const [kind, what] = value.split("=");
  const explaining = EXPLAINING.has(kind);
  const from = button.closest("section[id]")?.id;
  if (explaining) {
    if (old.querySelector(".as-list[open]")) fresh.querySelector(".as-list")?.setAttribute("open", "");
  } else {
    keepReasons(old, fresh);
  }
  if (!edited && kind !== "earlier") keepComparison(old, fresh);
  if (old.querySelector(".other-stores[open]")) fresh.querySelector(".other-stores")?.setAttribute("open", "");
  fresh.dataset.key = old.dataset.key;
  old.replaceWith(fresh);
  changed = true;
  const same = `[name="set"][value="${CSS.escape(value)}"]`;
  const again = (from && fresh.querySelector(`#${CSS.escape(from)} ${same}`)) || fresh.querySelector(same);
  if (!explaining) {
    const near = kind === "variant" ? fresh.querySelector('[name="set"][value^="variant="]') : null;
    (again || near || document.getElementById("edit").querySelector("summary")).focus({ preventScroll: true });
    say(SAID[kind] || "The colours have changed.", 2);
    return;
  }
  const pane = document.getElementById("explanation");
  const title = document.getElementById("explanation-title");
  if ((what || kind === "why") && !visible(title)) {
    pane.focus({ preventScroll: true });
    pane.scrollIntoView({ block: "start" });
  } else {
    (again || pane).focus({ preventScroll: true });
  }
  const refused = pane.querySelector(".callout.bad");
  if (refused) say(refused.textContent.trim(), 8);
  else if (what || kind === "why") say(`${title.textContent} The sentences are marked.`);
}

function keepReasons(old, fresh) {
  const explained = old.querySelector('input[name="explain"]').value;
  fresh.querySelector("#explanation").replaceWith(old.querySelector("#explanation"));
  fresh.querySelector('input[name="explain"]').value = explained;
  if (!explained) return;
  fresh.querySelectorAll(`button.explain[value="explain=${CSS.escape(explained)}"]`).forEach((button) => {
    button.setAttribute("aria-pressed", "true");
    button.closest(".genre").classList.add("current");
  });
}

function keepComparison(old, fresh) {
  const comparison = old.querySelector("#changes");
  if (comparison) fresh.querySelector(".reading").before(comparison);
  for (const name of ["earlier", "earlier_title"]) {
    fresh.querySelector(`input[name="${name}"]`).value = old.querySelector(`input[name="${name}"]`).value;
  }
}

// A browser that comes back to the page shows it as the server sent it; what was changed since then is put in again.
function keep(answer) {
  try {
    const name = `answer:${answer.dataset.key}`;
    const others = Object.keys(sessionStorage).filter((key) => key.startsWith("answer:") && key !== name);
    others.slice(0, Math.max(0, others.length - MOST_KEPT + 1)).forEach((key) => sessionStorage.removeItem(key));
    sessionStorage.setItem(name, answer.outerHTML);
  } catch (_) {
    // The storage is full or forbidden: the way back then leads to the answer without the changes.
  }
}

export function bringBack() {
  const answer = document.getElementById("answer");
  let kept = null;
  try {
    kept = answer && sessionStorage.getItem(`answer:${answer.dataset.key}`);
  } catch (_) {
    // Storage may be forbidden.
  }
  if (!kept) return;
  const fresh = new DOMParser().parseFromString(kept, "text/html").getElementById("answer");
  fresh.removeAttribute("aria-busy");
  answer.replaceWith(document.importNode(fresh, true));
  changed = true;
}

function visible(element) {
  const box = element.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
}
