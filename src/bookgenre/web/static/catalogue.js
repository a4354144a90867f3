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
  // Only the word for the state is read out, when it changes; the number grows each second.
  const state = document.getElementById("job-state");
  const now = found.querySelector("#job-state");
  if (state.textContent !== now.textContent) state.textContent = now.textContent;
  document.getElementById("job-count").textContent = found.querySelector("#job-count").textContent;
  const bar = job.querySelector("progress");
  const done = found.querySelector("progress");
  if (done) {
    bar.value = done.value;
    return;
  }
  const [, ...old] = job.children;
  for (const one of old) one.remove();
  const [, ...rest] = found.children;
  job.append(...rest);
}

setTimeout(look, EVERY_MS, EVERY_MS);
