// Points and closed paths of the unit Mercator square.

/** True when a point of the unit square lies inside the rings (even-odd). */
export function contains(rings, x, y) {
  let inside = false;
  for (const { xy } of rings) {
    for (let i = 0, j = xy.length - 2; i < xy.length; j = i, i += 2) {
      const [ax, ay, bx, by] = [xy[i], xy[i + 1], xy[j], xy[j + 1]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}
