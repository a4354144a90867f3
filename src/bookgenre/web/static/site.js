// What a page can do beyond its HTML. Each part looks for its own elements, and leaves the page alone without them.
import { bringBack, watchSwitches } from "./answer.js";
import { combobox } from "./combobox.js";
import { watchCopies } from "./copy.js";
import { watchForm } from "./form.js";
import { watchGenres } from "./genres.js";
import { keepAnswer, listAnswers } from "./kept.js";
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
  keepAnswer(form);
  listAnswers(form);
}
bringBack();
watchSwitches();
watchGenres();
