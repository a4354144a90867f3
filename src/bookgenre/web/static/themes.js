// Light, dark, or as the system has it; kept in this browser alone.
const NEXT = { "": "light", light: "dark", dark: "" };
const NAMES = { "": "Auto", light: "Light", dark: "Dark" };

export function watchTheme() {
  const button = document.getElementById("theme");
  const name = document.getElementById("theme-name");
  const root = document.documentElement;
  const show = () => { name.textContent = NAMES[root.dataset.theme || ""]; };
  show();
  button.addEventListener("click", () => {
    const theme = NEXT[root.dataset.theme || ""];
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    try {
      if (theme) localStorage.setItem("theme", theme);
      else localStorage.removeItem("theme");
    } catch (_) {
      // The choice then lasts as long as the page.
    }
    show();
  });
}
