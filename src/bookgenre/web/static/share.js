// A link that holds the question in the fragment of the address, which browsers keep to themselves: JSON, deflated
// (RFC 1951), in base64url. "1" stands before it for this way of writing it.
import { copy } from "./copy.js";
import { fill, question } from "./question.js";
import { say } from "./status.js";

// Half a million characters of text are no description; a damaged or a wicked link may unpack to any size.
const MOST_BYTES = 500_000;
const LONG = 8000;

// Browsers from before 2023 may lack it.
const able = () => {
  try {
    return Boolean(new CompressionStream("deflate-raw") && new DecompressionStream("deflate-raw"));
  } catch (_) {
    return false;
  }
};

async function through(bytes, stream) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let size = 0;
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    size += value.length;
    if (size > MOST_BYTES) throw new RangeError("too large");
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

export async function pack(values) {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(values)), new CompressionStream("deflate-raw"));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return "1" + btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export async function unpack(text) {
  if (!text.startsWith("1")) throw new RangeError("unknown form");
  const binary = atob(text.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const values = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(
    await through(bytes, new DecompressionStream("deflate-raw")),
  ));
  if (typeof values?.description !== "string") throw new TypeError("no description");
  return values;
}

export function watchShare(form) {
  document.addEventListener("click", async (event) => {
    if (event.target.id !== "share") return;
    const values = question(form);
    if (!able()) {
      say("Your browser cannot make such a link; download the answer instead.", 8);
      return;
    }
    const link = `${new URL("/", location.href).href}#q=${await pack(values)}`;
    const field = document.getElementById("share-link");
    document.getElementById("share-box").hidden = false;
    field.value = link;
    const done = await copy(link);
    const long = link.length > LONG ? " It is long, and some programs cut such links off." : "";
    say((done ? "The link has been copied." : "Copy the link from the field.") + long, long ? 8 : 4);
  });
}

export async function openShared(form) {
  const found = /^#q=(.+)$/.exec(location.hash);
  if (!found) return;
  const note = document.getElementById("share-note");
  // The way back should lead to the form, not ask again and again.
  history.replaceState(null, "", location.pathname + location.search);
  try {
    const values = await unpack(found[1]);
    fill(form, values);
    note.textContent = "This text came with the link. The answer is being computed.";
    note.hidden = false;
    form.requestSubmit();
  } catch (_) {
    note.textContent = able()
      ? "The link is damaged or incomplete; ask for it again. Nothing was sent."
      : "Your browser cannot open such a link. Nothing was sent.";
    note.classList.add("bad");
    note.hidden = false;
  }
}
