// Texts whose numbers travel apart from their words. Written by maps/digits.py.

const HOLE = "\u007f"; // stands where a number stood
const STREAMS = 8; // all from the eighth number of a text on are one stream

/** Reads numbers from the bytes of a block, one stream after the other. */
export class Digits {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  /** count numbers in |width| byte planes; differences when width is negative. */
  take(count, width) {
    const out = new Uint32Array(count);
    const wide = Math.abs(width);
    for (let plane = 0; plane < wide; plane++) {
      for (let i = 0; i < count; i++) out[i] |= this.bytes[this.at++] << (8 * plane);
    }
    if (width < 0) for (let i = 1; i < count; i++) out[i] += out[i - 1];
    return out;
  }

  /** {t: words, w: widths} of a block of `rows` texts to the texts as they were. */
  join({ t, w }, rows) {
    const pieces = [];
    const counts = new Array(w.length).fill(0);
    const same = typeof t === "string" ? t.split(HOLE) : null;
    for (let i = 0; i < rows; i++) {
      const parts = same ?? t[i].split(HOLE);
      pieces.push(parts);
      for (let k = 1; k < parts.length; k++) counts[Math.min(k, STREAMS) - 1] += 1;
    }
    const streams = w.map((width, k) => this.take(counts[k], width));
    const next = new Array(w.length).fill(0);
    return pieces.map((parts) => {
      let text = parts[0];
      for (let k = 1; k < parts.length; k++) {
        const stream = Math.min(k, STREAMS) - 1;
        text += streams[stream][next[stream]++] + parts[k];
      }
      return text;
    });
  }
}
