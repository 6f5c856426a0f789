// Records on their way out: dates that say the same, cells that nothing runs, rings in their place.

import assert from "node:assert/strict";
import test from "node:test";
import { csvCell, datesOf, polygonsOf, toWkt } from "../../maps/page/data/exporting.js";

const at = (text) => Date.parse(text);

test("dates say no more and no less than was known", () => {
  const day = (from, to, precision) => datesOf(at(`${from}T00:00Z`), at(`${to}T00:00Z`), precision);
  assert.deepEqual(day("2022-10-09", "2022-10-10", "day"), {
    date_precision: "day",
    date_start: "2022-10-09",
  });
  assert.deepEqual(day("2022-02-07", "2022-02-14", "week"), {
    date_precision: "week",
    date_start: "2022-02-10",
  });
  assert.deepEqual(day("2022-02-01", "2022-04-01", "month"), {
    date_precision: "month",
    date_start: "2022-02",
    date_end: "2022-03",
  });
  assert.equal(day("2021-01-01", "2023-01-01", "year").date_end, "2022");
  assert.deepEqual(datesOf(at("2022-10-09T10:00Z"), at("2022-10-09T22:01Z"), ""), {
    date_precision: "",
    date_start: "2022-10-09T10:00Z",
    date_end: "2022-10-09T22:00Z",
  });
});

test("no cell is a formula, and every cell is one cell", () => {
  for (const text of ["=1+1", "+41", "-5", "@x", "\tx", "'=x", "''-x"])
    assert.ok(csvCell(text).replace(/^"/, "").startsWith("'"), text);
  assert.equal(csvCell('a "b", c'), '"a ""b"", c"');
  assert.equal(csvCell("a\nb"), '"a\nb"');
  assert.equal(csvCell(-5), "-5");
  assert.equal(csvCell(undefined), "");
});

const ring = (...xy) => Float64Array.from(xy.flat());
const square = (x, y, r) => ring([x - r, y - r], [x + r, y - r], [x + r, y + r], [x - r, y + r]);

test("holes are in what is about them, islands in holes stand alone", () => {
  const paths = [
    square(0.5, 0.5, 0.01),
    square(0.5, 0.5, 0.05),
    square(0.5, 0.5, 0.03),
    square(0.7, 0.5, 0.02),
  ];
  const polygons = polygonsOf(paths);
  assert.deepEqual(polygons.map((p) => p.length).sort(), [1, 1, 2]);
  assert.match(
    toWkt({ type: "MultiPolygon", coordinates: polygons }),
    /^MULTIPOLYGON \(\(\(\S+ \S+, /,
  );
  assert.equal(
    toWkt({
      type: "LineString",
      coordinates: [
        [1, 2],
        [3, 4],
      ],
    }),
    "LINESTRING (1 2, 3 4)",
  );
});
