// Buttons that put a text on the clipboard.
import { say } from "./status.js";

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (_) {
    // No clipboard without HTTPS, or none allowed: the old way, by a selection.
    const area = document.createElement("textarea");
    area.value = text;
    area.readOnly = true;
    area.className = "vh";
    document.body.append(area);
    const focused = document.activeElement;
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    focused?.focus();
    return done;
  }
}

export function watchCopies() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-from]");
    if (!button) return;
    const from = button.dataset.copyFrom;
    const text = from ? document.getElementById(from).content.textContent : button.dataset.copy;
    const done = await copy(text);
    say(done ? button.dataset.copied || `Copied ${text}` : "Your browser does not allow copying; download it instead.");
  });
}
