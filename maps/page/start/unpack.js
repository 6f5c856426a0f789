// From the packed text of an inert element to bytes, and what to do when that cannot be done.
// The loader has this at hand before anything is unpacked, so it is written for older browsers.

/** Base64 text to bytes; uses the browser's own decoder where there is one. */
export function fromBase64(text) {
  const clean = text.trim();
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(clean);
  const step = 1 << 20; // a multiple of 4, so every slice stands alone
  const parts = [];
  let length = 0;
  for (let i = 0; i < clean.length; i += step) {
    const raw = atob(clean.slice(i, i + step));
    const part = new Uint8Array(raw.length);
    for (let j = 0; j < raw.length; j++) part[j] = raw.charCodeAt(j);
    parts.push(part);
    length += part.length;
  }
  return concat(parts, length);
}

/** What is packed is not what was packed. */
export class Damaged extends Error {}

/** Deflated bytes (zlib) to bytes. Throws Damaged when they have not the checksum they had.
 *  Written in one piece: what goes through a Blob comes in many small ones, each with a wait. */
export async function inflate(bytes) {
  const { readable, writable } = new DecompressionStream("deflate");
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(bytes), writer.close()]);
  try {
    const [whole] = await Promise.all([joined(readable.getReader()), written]);
    return whole;
  } catch (error) {
    throw new Damaged(error.message);
  }
}

async function joined(reader) {
  const parts = [];
  let length = 0;
  for (let got = await reader.read(); !got.done; got = await reader.read()) {
    parts.push(got.value);
    length += got.value.length;
  }
  return parts.length === 1 ? parts[0] : concat(parts, length);
}

function concat(parts, length) {
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The bytes of an inert element, which is emptied: a large page is not held twice. */
export function take(id) {
  const node = document.getElementById(id);
  const text = node.textContent;
  node.textContent = "";
  try {
    return fromBase64(text);
  } catch (error) {
    throw new Damaged(`${id}: ${error.message}`);
  }
}

/** The unpacked text of an inert element. */
export async function takeText(id) {
  return new TextDecoder().decode(await inflate(take(id)));
}

/** Resolves when all of the document has been read. */
export const whole = () =>
  new Promise((done) => {
    if (document.readyState !== "loading") done();
    else document.addEventListener("readystatechange", done, { once: true });
  });

/** Resolves when an element of that id has been read, and so all that stands before it. */
export const reached = (id) =>
  new Promise((done) => {
    const look = () => {
      if (!document.getElementById(id)) return;
      watcher.disconnect();
      done();
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document.body, { childList: true });
    look();
  });

/** Says in the page why there is no map. `why`: old, cut, damaged or broken, as page.html has
 *  it in words; `detail`: what the browser says. The first reason stays. */
export function fail(why, detail) {
  const root = document.getElementById("kordon");
  if (root.dataset.state === "failed") return;
  root.dataset.why = why;
  root.dataset.state = "failed";
  const said = detail instanceof Error ? detail.message : detail;
  document.getElementById("k-failed-why").textContent = said;
}
