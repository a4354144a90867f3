// One line that is shown for a while, and read out.
let timer = 0;

export function say(message, seconds = 4) {
  const place = document.getElementById("status");
  place.textContent = message;
  clearTimeout(timer);
  timer = setTimeout(() => { place.textContent = ""; }, 1000 * seconds);
}
