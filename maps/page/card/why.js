// "Why is this here": what makes a report lie in a zone, in words and numbers to be checked.

import { el } from "../base/dom.js";
import { toEdge } from "../map/reach.js";

const DRAWN_M = 100; // how far the outlines drawn here may be off the ones that were joined

/** The radius that was assumed for places of unknown precision, in metres; null for none. */
function assumedRadius({ ask }) {
  const k = ask.options.indexOf("--assume-uncertainty");
  return k < 0 ? null : Number(ask.options[k + 1]);
}

/** Which sentence says it, and its numbers in metres; `share` is 0..1 or null. */
export function reasonOf({ certain, share, radius, inside, edge, outlined }) {
  if (outlined) {
    const key = certain ? "why_shape_all" : share === null ? "why_shape_near" : "why_shape_part";
    return { key, share };
  }
  if (radius === null)
    return { key: certain || share !== null ? "why_joined" : "why_unknown", edge };
  if (radius === 0) return { key: "why_exact", edge };
  if (certain) return { key: "why_all", edge, radius };
  if (share === null) return { key: "why_vast", radius };
  const over = inside ? radius - edge : Math.max(0, radius - edge);
  return { key: inside ? "why_in" : "why_out", edge, radius, over: Math.max(0, over), share };
}

/** A distance to be checked: no finer than the outline is drawn. */
export function measured(words, metres, exact) {
  return words.distance(exact ? metres : Math.round(metres / DRAWN_M) * DRAWN_M);
}

/** Never 0 or 100 %: what is only possible is neither. */
export const percentOf = (share) => Math.min(99, Math.max(1, Math.round(share * 100)));

function sentences(app, i, m) {
  const { store, words, head, regions } = app;
  const item = regions.find(({ region }) => region === m.region);
  const outlined = (store.outlines[i] ?? []).length > 0;
  const known = store.radius(i);
  const assumed = known === null ? assumedRadius(head.provenance) : null;
  const place = [store.longitude(i), store.latitude(i)];
  const { inside, metres } = toEdge(item, place, [store.mx[i], store.my[i]]);
  const radius = known ?? assumed;
  const why = reasonOf({ ...m, radius, inside, edge: metres, outlined });
  const round = Boolean(m.region.circle);
  const values = {};
  for (const name of ["edge", "over"])
    if (why[name] !== undefined) values[name] = measured(words, why[name], round);
  if (why.radius !== undefined) values.radius = words.distance(why.radius);
  if (typeof why.share === "number") values.percent = words.number(percentOf(why.share));
  return [
    assumed === null ? "" : words.say("why_assumed", { radius: words.distance(assumed) }),
    words.say(why.key, values),
    values.edge && !round ? words.say("why_measured", { precision: words.distance(DRAWN_M) }) : "",
  ].filter(Boolean);
}

/** A fold that explains one membership; what it says is worked out when it is opened. */
export function whyHere(app, i, m) {
  const text = el("p");
  return el(
    "details",
    {
      class: "why",
      ontoggle: () => {
        if (!text.textContent) text.textContent = sentences(app, i, m).join(" ");
      },
    },
    el("summary", { text: app.words.say("why_here") }),
    text,
  );
}
