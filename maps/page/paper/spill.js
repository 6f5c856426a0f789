// Legend and foot have only so much room on the first sheet. What does not fit is cut between two
// rows, a line says so, and all of it stands on the next sheet.

import { el } from "../base/dom.js";

const PAPER_ROWS = "h2, p, dt, dd, .tree > li, .key li, .degrees li, section > ul > li";
const CUT_OFF = "cut-for-paper";

/** Rows of a column that take room, in their order; what lies in a row is no row of its own. */
const rowsOf = (column) =>
  [...column.querySelectorAll(PAPER_ROWS)].filter(
    (row) => row.getClientRects().length && !row.parentNode.closest("li"),
  );

/** Cuts a column at an edge (pixels of the window), with a line of text; true when it had to. */
function cutAt(edge, column, text) {
  const rows = rowsOf(column);
  const beyond = (limit) =>
    rows.findIndex((row) => row.getBoundingClientRect().bottom > limit + 0.5);
  if (beyond(edge) < 0) return false;
  const note = el("p", { class: "goes-on", text });
  column.append(note);
  let first = beyond(edge - note.getBoundingClientRect().height);
  // No heading and no term alone at the end.
  while (first > 0 && /^(H2|DT)$/.test(rows[first - 1].tagName)) first--;
  for (const row of rows.slice(first)) row.classList.add(CUT_OFF);
  return true;
}

/** A copy for the next sheet, dressed as the page is, without names that stand only once. */
function copyOf(root, columns) {
  const copies = columns.map((column) => column.cloneNode(true));
  for (const copy of copies) {
    for (const node of [copy, ...copy.querySelectorAll("[id]")]) node.removeAttribute("id");
    for (const node of copy.querySelectorAll("input, button")) node.remove();
  }
  const dressed = el("div", { class: "kordon printing spilt" }, copies);
  dressed.style.cssText = root.style.cssText;
  return dressed;
}

/** box: what has so much room; columns: of its text. Gives what has to stand on the next sheet:
 *  nothing when all fits. */
export function spill(root, box, columns, text) {
  const edge = Math.min(...[root, box].map((node) => node.getBoundingClientRect().bottom));
  const copy = copyOf(root, columns);
  const cut = columns.map((column) => cutAt(edge, column, text));
  return cut.some(Boolean) ? copy : null;
}

/** Back to the screen. */
export function unspill(root) {
  for (const note of root.querySelectorAll(".goes-on")) note.remove();
  for (const row of root.querySelectorAll(`.${CUT_OFF}`)) row.classList.remove(CUT_OFF);
}
