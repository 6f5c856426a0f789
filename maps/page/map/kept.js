// The ground of a map is drawn with much work, and stays the same while filters change: it is kept.

/** A second canvas with what a canvas shows. */
function keptOf(canvas) {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext("2d").drawImage(canvas, 0, 0);
  return copy;
}

export class Kept {
  constructor() {
    this.forget();
  }

  forget() {
    this.sheets = new WeakMap(); // canvas -> {key: of what it shows, copy: made the second time}
  }

  /** Leaves on an empty canvas what paint() draws, which follows from `key`. The first time that
   *  is all, since a map that is moved shows nothing twice. */
  draw(g, key, paint) {
    if (!g.canvas.width || !g.canvas.height) return; // in a frame without room there is nothing
    const last = this.sheets.get(g.canvas);
    g.save();
    if (last?.key === key && last.copy) {
      g.resetTransform();
      g.drawImage(last.copy, 0, 0);
    } else paint();
    g.restore();
    if (last?.key !== key) this.sheets.set(g.canvas, { key });
    else last.copy ??= keptOf(g.canvas);
  }
}
