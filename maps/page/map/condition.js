// The state of an obstacle on symbol and line, as APP-6 and engineers' maps have it: planned is
// dashed and open, damaged struck through once, destroyed faint and crossed out.

/** What is drawn of a state; "intact", "repaired" and what nobody knows change nothing. Boxes run
 *  from -10 to 10, as those of the symbols. */
export const CONDITIONS = {
  planned: { open: true, dash: [5, 3] },
  damaged: { strokes: [[-12, 12, 12, -12]] },
  destroyed: {
    faint: 0.6,
    strokes: [
      [-12, 12, 12, -12],
      [-12, -12, 12, 12],
    ],
  },
};

/** The field that says it, by which the layers are known that have it. */
export const CONDITION_FIELD = "obstacle_status";

/** The state of record i where it is drawn, else "". */
export function conditionOf(store, i) {
  if (!store.c[CONDITION_FIELD] || !store.layer(i).card.includes(CONDITION_FIELD)) return "";
  const word = store.word(CONDITION_FIELD, i);
  return Object.hasOwn(CONDITIONS, word) ? word : "";
}

/** How a look is changed by its state. */
export const changedBy = ({ condition }) => CONDITIONS[condition] ?? {};

/** Strokes as path data. */
export const strokesPath = (strokes) =>
  strokes.map(([x, y, u, v]) => `M${x} ${y}L${u} ${v}`).join("");

const MARK_STEP = 64; // pixels along a line between two marks
const MARK_SIZE = 0.45; // of a mark beside that of a symbol

/** The strokes of a state as a sign to be set along a line, or null. */
export function markOf(look) {
  const { strokes } = changedBy(look);
  if (!strokes) return null;
  const at = (x, y) => [x * MARK_SIZE, y * MARK_SIZE];
  return { unit: strokes.map(([x, y, u, v]) => [at(x, y), at(u, v)]), step: MARK_STEP };
}
