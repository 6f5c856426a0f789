// Names along a line: rivers, and the widths of zones along their edges.

import { widthOf } from "./labels.js";

const STEP = 4; // pixels between the points that a line is looked at by
const SMOOTH = 4; // such points on each side that a line is levelled over
const MOST_TURN = 0.3; // radians from one letter to the next
const MOST_BEND = 1.6; // radians along the whole name
const AGAIN = 560; // pixels along a line until its name comes again
const LETTER_PX = 5.5; // half the height of what a letter needs

/** The parts of a line inside the frame, each as points STEP pixels apart. */
function runs(xy, { size, ox, oy, w, h }) {
  const out = [];
  let run = null;
  for (let i = 2; i < xy.length; i += 2) {
    const [ax, ay] = [xy[i - 2] * size - ox, xy[i - 1] * size - oy];
    const [bx, by] = [xy[i] * size - ox, xy[i + 1] * size - oy];
    const seen = Math.max(ax, bx) > 0 && Math.min(ax, bx) < w;
    if (!seen || Math.max(ay, by) < 0 || Math.min(ay, by) > h) {
      run = null;
      continue;
    }
    if (!run) {
      run = [[ax, ay]];
      out.push(run);
    }
    run.push([bx, by]);
  }
  return out.map(evenly);
}

/** Points STEP pixels apart along a line of points. */
function evenly(points) {
  const out = [points[0]];
  let rest = STEP;
  for (let k = 1; k < points.length; k++) {
    const [[ax, ay], [bx, by]] = [points[k - 1], points[k]];
    const length = Math.hypot(bx - ax, by - ay);
    for (; rest <= length; rest += STEP)
      out.push([ax + ((bx - ax) * rest) / length, ay + ((by - ay) * rest) / length]);
    rest -= length;
  }
  return out;
}

/** Each point as the mean of its neighbours: letters do not follow every bend. */
function levelled(run) {
  const n = run.length;
  const mean = run.map((_, k) => {
    const from = Math.max(0, k - SMOOTH);
    const to = Math.min(n - 1, k + SMOOTH);
    let [x, y] = [0, 0];
    for (let j = from; j <= to; j++) {
      x += run[j][0];
      y += run[j][1];
    }
    return [x / (to - from + 1), y / (to - from + 1)];
  });
  return evenly(mean);
}

/** Where each letter stands when a text begins at point `from`: [{x, y, angle}], or null where
 *  the line bends too much. */
function lettersAt(run, from, offsets, { lift }) {
  const at = (s) => {
    const k = Math.min(run.length - 2, from + Math.floor(s / STEP));
    const t = (s / STEP) % 1;
    const [[ax, ay], [bx, by]] = [run[k], run[k + 1]];
    return [ax + (bx - ax) * t, ay + (by - ay) * t];
  };
  const out = [];
  let bend = 0;
  for (let k = 0; k + 1 < offsets.length; k++) {
    const [ax, ay] = at(offsets[k]);
    const [bx, by] = at(Math.max(offsets[k + 1], offsets[k] + STEP));
    const angle = Math.atan2(by - ay, bx - ax);
    const last = out.at(-1);
    if (last) {
      const turn = Math.abs(Math.atan2(Math.sin(angle - last.angle), Math.cos(angle - last.angle)));
      bend += turn;
      if (turn > MOST_TURN || bend > MOST_BEND) return null;
    }
    out.push({ x: ax + lift * Math.sin(angle), y: ay - lift * Math.cos(angle), angle });
  }
  return out;
}

function write(g, letters, spots, look) {
  g.font = look.font;
  g.textAlign = "left";
  g.textBaseline = "middle";
  g.lineJoin = "round";
  g.lineWidth = 3;
  g.strokeStyle = look.halo;
  g.fillStyle = look.fill;
  for (const draw of ["strokeText", "fillText"])
    spots.forEach(({ x, y, angle }, k) => {
      g.save();
      g.translate(x, y);
      g.rotate(angle);
      g[draw](letters[k], 0, 0);
      g.restore();
    });
}

/** Writes a text along a line (x, y pairs in the unit square) wherever it fits, not too often.
 *  look: font, fill, halo, lift (pixels above the line), spacing (pixels between letters). */
export function along(g, boxes, text, xy, frame, look) {
  const letters = [...text];
  const { spacing = 1, most = Infinity } = look;
  const offsets = [0];
  for (let k = 1; k <= letters.length; k++)
    offsets.push(widthOf(g, letters.slice(0, k).join(""), look.font) + k * spacing);
  const need = Math.ceil(offsets.at(-1) / STEP) + 1;
  let drawn = 0;
  for (const raw of runs(xy, frame)) {
    if (raw.length < need + 6) continue;
    const run = levelled(raw);
    // A name must not stand on its head: it runs the way that is more to the right.
    for (let from = 3; from + need < run.length && drawn < most; from += 5) {
      const forward = run[from + need][0] >= run[from][0];
      const way = forward ? run : run.toReversed();
      const spots = lettersAt(way, forward ? from : run.length - 1 - from - need, offsets, look);
      const taken = spots?.map(({ x, y, angle }, k) => {
        const half = (offsets[k + 1] - offsets[k]) / 2;
        const [mx, my] = [x + half * Math.cos(angle), y + half * Math.sin(angle)];
        return [mx - LETTER_PX, my - LETTER_PX, mx + LETTER_PX, my + LETTER_PX];
      });
      // Letters of one name may touch each other: free is asked of what was there before.
      if (!taken?.every((box) => boxes.free(box))) continue;
      for (const box of taken) boxes.put(box);
      write(g, letters, spots, look);
      drawn++;
      from += AGAIN / STEP;
    }
  }
  return drawn;
}
