// Opening a page of very many records: its first picture is drawn from a sketch of them, while they
// are still read. Then they take its place, and the same is drawn from them.

import { byId } from "./base/dom.js";
import { loadSketch } from "./data/sketch.js";
import { loadColumns, loadStore, Store } from "./data/store.js";
import { loadBadges } from "./map/pictograms.js";

const SEEN_FRAMES = 4; // a picture that is drawn is not on the screen yet
const SEEN_LATEST_MS = 500;

/** Resolves when a picture that is drawn is on the screen; in a hidden tab, which has none, soon. */
export async function shown() {
  const late = new Promise((done) => setTimeout(done, SEEN_LATEST_MS));
  for (let k = 0; k < SEEN_FRAMES; k++)
    await Promise.race([late, new Promise(requestAnimationFrame)]);
}

/** The records, or a sketch of them where the page has one and its address asks for nothing.
 *  base: the payload in front of the records, if there is one; records(): promises theirs. */
export async function firstStore({ head }, base, { records, texts }) {
  const sketch = base && location.hash.length < 2 ? await loadSketch(base, head) : null;
  if (sketch) return new Store(head, {}, { texts, sketch });
  return loadStore(await records(), head, texts);
}

/** The records take the place of their sketch. */
async function arrive({ store, head }, records) {
  const { columns, ...rest } = await loadColumns(await records(), head);
  await loadBadges(rest.values.symbols);
  store.fill(columns, rest);
}

/** Waits for the records where the map is framed at a zoom of which there is no sketch. */
export async function unlessSketched(app, records) {
  const { sketch } = app.store;
  if (sketch && !sketch.has(app.map.getZoom())) await arrive(app, records);
}

/** The sketch is drawn: the map can be moved, all else waits for the records. */
export async function openSketched(app, records) {
  const { root } = app;
  const waiting = [...root.children].filter((node) => !node.contains(byId("k-map")));
  for (const node of waiting) node.inert = true;
  root.setAttribute("aria-busy", "true");
  const { whole: complete } = app.store.sketch;
  app.enter(complete ? "drawn" : "sketched");
  await shown();
  await arrive(app, records);
  if (!complete) for (const part of app.parts) part.dress?.(); // more is in the legend
  await app.refresh({ quiet: true });
  root.removeAttribute("aria-busy");
  for (const node of waiting) node.inert = false;
  if (location.hash.length > 1) await app.restore(); // somebody asked for something meanwhile
}
