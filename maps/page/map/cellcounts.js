// A count in a cell stands for no place: its number is written in the cell, and no symbol.

const CATEGORY = ".reports_in_cell";

/** The number of reports that record i tells of its cell; "" where it is no such count. */
export function cellCount(store, i) {
  if (!store.category(i).id.endsWith(CATEGORY)) return "";
  const [low, high] = [store.low(i), store.high(i)];
  return low === high ? `${high}` : `${low}–${high}`;
}

export function paintCellCount(g, theme, { x, y }, { color, halo }, text) {
  g.font = `600 13px ${theme.font}`;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.lineJoin = "round";
  g.lineWidth = 4;
  g.strokeStyle = halo;
  g.strokeText(text, x, y);
  g.fillStyle = color;
  g.fillText(text, x, y);
}
