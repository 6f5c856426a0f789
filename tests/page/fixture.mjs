// The example page, unpacked as the browser would; the path comes from test_page_scripts.py.

import { readFileSync } from "node:fs";
import { Payload } from "../../maps/page/data/decode.js";
import { loadStore } from "../../maps/page/data/store.js";
import { Texts } from "../../maps/page/data/texts.js";
import { fromBase64, inflate } from "../../maps/page/start/unpack.js";

const document = readFileSync(process.env.KORDON_PAGE, "utf8");

function inert(id) {
  const start = document.indexOf(`id="${id}">`) + `id="${id}">`.length;
  return document.slice(start, document.indexOf("</script>", start));
}

export const head = JSON.parse(
  new TextDecoder().decode(await inflate(fromBase64(inert("kordon-head")))),
);
export const payload = new Payload(fromBase64(inert("kordon-data")), head.toc);
/** The bytes of the base map's detail. */
export const detailBytes = () => fromBase64(inert("kordon-detail"));
export const texts = new Texts(
  head,
  () => new Payload(fromBase64(inert("kordon-texts")), head.texts.toc),
);
export const store = await loadStore(payload, head, texts);
/** The same records as Python has them, in page order. */
export const expected = JSON.parse(readFileSync(process.env.KORDON_EXPECTED, "utf8"));

/** Repeatable random numbers (mulberry32), so that a failure can be seen again. */
export function random(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
