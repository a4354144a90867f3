// What a page can do beyond its HTML. Each part looks for its own elements, and leaves the page alone without them.
import { watchSwitches } from "./answer.js";
import { combobox } from "./combobox.js";
import { watchCopies } from "./copy.js";
import { watchForm } from "./form.js";
import { watchGenres } from "./genres.js";
import { openShared, watchShare } from "./share.js";
import { watchTheme } from "./themes.js";

watchTheme();
watchCopies();
const form = document.getElementById("ask");
if (form) {
  combobox(document.getElementById("genres"), document.getElementById("genre-list"));
  watchForm(form);
  watchShare(form);
  openShared(form);
}
watchSwitches();
watchGenres();
