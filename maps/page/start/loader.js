// The only script of a page that is not packed. It says what is wrong when the page cannot be
// opened; otherwise it unpacks the style sheets and the scripts, in their order, and adds each.
// The browser runs them because the page's policy names the hash of every one of them. That is
// done while the rest is still read: data, and behind it texts, most of a large page.

import { fail, reached, takeText, whole } from "./unpack.js";

const root = document.getElementById("kordon");

/** What the page cannot do without, and browsers before 2023 do not have. */
function lacking() {
  const needed = {
    DecompressionStream: typeof DecompressionStream,
    "Object.hasOwn": typeof Object.hasOwn,
    "Array.findLast": typeof Array.prototype.findLast,
    "Canvas.roundRect": typeof CanvasRenderingContext2D.prototype.roundRect,
  };
  return Object.keys(needed).filter((name) => needed[name] !== "function");
}

const opening = () => ["packed", "loading", "sketched", "drawn"].includes(root.dataset.state);

/** What goes wrong while the page opens is said. The policy may also refuse what an extension of
 *  the browser brings along, which harms nothing: alone it is no reason to stop. */
const seen = { refusal: false, error: false };

function watch() {
  document.addEventListener("securitypolicyviolation", () => {
    seen.refusal = true;
  });
  addEventListener("error", (event) => {
    seen.error = true;
    const say = () => opening() && fail(seen.refusal ? "damaged" : "broken", event.message);
    setTimeout(say); // a refusal is told a little later than what comes of it
  });
}

/** Adds a style sheet or a script, which runs at once; its first line says which it is. */
function add(part) {
  const end = part.indexOf("\n");
  const node = document.createElement(part.slice(0, end));
  node.textContent = part.slice(end + 1);
  document.head.append(node);
  if (node.localName === "style" && !node.sheet) throw new Error("a style sheet was refused");
}

async function open() {
  try {
    const parts = (await takeText("kordon-code")).split("\f");
    for (const part of parts.filter((part) => part.startsWith("style"))) add(part);
    for (const part of parts.filter((part) => part.startsWith("script"))) add(part);
    if (!seen.error && typeof startKordon !== "function") throw new Error("a script was refused");
  } catch (error) {
    fail("damaged", error);
  }
}

watch();
const missing = lacking();
if (missing.length) fail("old", missing.join(", "));
else {
  reached("kordon-head").then(open);
  whole().then(() => document.getElementById("kordon-end") || fail("cut", ""));
}
