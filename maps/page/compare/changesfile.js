// What changed, as a table for other programs.

import { DAY_MS, isoDay } from "../base/text.js";
import { csvCell } from "../data/exporting.js";
import { VERDICTS } from "./changes.js";

const CHANGE_COLUMNS = [
  "verdict",
  "why",
  "layer",
  "category",
  "place",
  "admin1",
  "country",
  "unit_or_movement",
  "latitude",
  "longitude",
  "coordinate_uncertainty_m",
  "period_a",
  "period_b",
  "reports_a_low",
  "reports_a_high",
  "reports_b_low",
  "reports_b_high",
  "reports_undated",
  "differs",
  "ids",
];

const open = (value) => (value === Infinity ? "" : value);

/** "amount tanks 20..60 > 45..90; status claimed > assessed"; an open end is left out. */
function differing({ field, unit, a, b }) {
  if (field === "reports") return `reports ${a.low}..${a.high} > ${b.low}..${b.high}`;
  if (field !== "amount") return `${field} ${a.join("+")} > ${b.join("+")}`;
  return `amount ${unit} ${a.low}..${open(a.high)} > ${b.low}..${open(b.high)}`;
}

/** A function that gives a record's id; its number where it came without one. */
async function idsOf(store, things) {
  const rows = VERDICTS.flatMap((verdict) => things[verdict].flatMap((thing) => thing.rows));
  rows.sort((i, j) => i - j);
  const { id } = await store.unpacked.columns(["id"], rows);
  const at = new Map(rows.map((i, k) => [i, k]));
  return (i) => id[at.get(i)] || `@${i + 1}`;
}

/** CSV of all things, in parts for a Blob. periods: {a, b} in ms. */
export async function changesCsv(store, things, periods) {
  const idOf = await idsOf(store, things);
  const days = ({ from, to }) => `${isoDay(from)}..${isoDay(to - DAY_MS)}`;
  const [a, b] = [days(periods.a), days(periods.b)];
  const line = (cells) => `${cells.map(csvCell).join(",")}\r\n`;
  const rows = VERDICTS.flatMap((verdict) => things[verdict]).map((thing) => {
    const i = thing.first;
    const { id, layer } = store.head.categories[thing.category];
    const at = store.has(i) ? [store.latitude(i), store.longitude(i)] : ["", ""];
    return line([
      thing.verdict,
      thing.why,
      layer,
      id.slice(id.indexOf(".") + 1),
      thing.place,
      thing.admin1,
      store.word("country", i),
      thing.name,
      ...at,
      store.radius(i) ?? "",
      a,
      b,
      ...[thing.a.low, thing.a.high, thing.b.low, thing.b.high],
      thing.undated,
      thing.differs.map(differing).join("; "),
      thing.rows.map(idOf).join(" "),
    ]);
  });
  return [line(CHANGE_COLUMNS), ...rows];
}
