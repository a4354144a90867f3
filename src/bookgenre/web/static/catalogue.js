// Progress of a job without loading the page anew: its part of the page is fetched until the job has ended.
const EVERY_MS = 1000;
const LONGEST_MS = 15000;

async function look(wait) {
  let next = EVERY_MS;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("job");
    if (!found) {
      // Deleted, or its time is over: the page says so.
      if (answer.status === 404) location.reload();
      throw new Error(`status ${answer.status}`);
    }
    show(found);
    if (found.dataset.ended === "true") {
      document.title = page.title;
      document.querySelector("form[action$='/delete'] button").textContent =
        page.querySelector("form[action$='/delete'] button").textContent;
      return;
    }
  } catch {
    // The server may be busy, or the network away for a moment.
    next = Math.min(2 * wait, LONGEST_MS);
  }
  setTimeout(look, next, next);
}

function show(found) {
  const job = document.getElementById("job");
  const state = document.getElementById("job-state");
  const text = found.querySelector("#job-state");
  const bar = job.querySelector("progress");
  const now = found.querySelector("progress");
  if (bar && now) {
    bar.value = now.value;
    state.replaceChildren(...text.childNodes);
    return;
  }
  // What has been announced is the element that stays.
  state.replaceChildren(...text.childNodes);
  for (const old of [...job.children]) if (old !== state) old.remove();
  job.append(...[...found.children].filter((one) => one !== text));
}

setTimeout(look, EVERY_MS, EVERY_MS);
