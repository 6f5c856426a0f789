// Hundreds of thousands of dots: written as pixels, because paths would take seconds.

const SIDE = 3; // CSS pixels of a dot

let sheet = null; // kept between redraws: making one costs more than filling it

function sheetOf(width, height) {
  if (!sheet || sheet.canvas.width !== width || sheet.canvas.height !== height) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    sheet = { canvas, image: new ImageData(width, height) };
    sheet.pixels = new Uint32Array(sheet.image.data.buffer);
  }
  sheet.pixels.fill(0);
  return sheet;
}

/** "#rrggbb" as a pixel: alpha, blue, green, red from the highest byte on. */
export function pixelOf(color) {
  const value = Number.parseInt(color.slice(1, 7), 16);
  const [red, green, blue] = [value >> 16, (value >> 8) & 255, value & 255];
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Marks every dot's square in width x height pixels; later dots lie over earlier ones. */
export function fillDots(pixels, { width, height, ratio }, crowd, colors) {
  const side = Math.max(1, Math.round(SIDE * ratio));
  const half = side / 2;
  const inks = Uint32Array.from(colors, pixelOf);
  for (let k = 0; k < crowd.n; k++) {
    const left = Math.round(crowd.x[k] * ratio - half);
    const top = Math.round(crowd.y[k] * ratio - half);
    if (left < 0 || top < 0 || left + side > width || top + side > height) continue;
    const ink = inks[crowd.layer[k]];
    for (let y = top * width; y < (top + side) * width; y += width)
      for (let x = left; x < left + side; x++) pixels[y + x] = ink;
  }
}

export function paintCrowd(g, frame, crowd, colors) {
  const width = Math.round(frame.w * frame.ratio);
  const height = Math.round(frame.h * frame.ratio);
  const { canvas, image, pixels } = sheetOf(width, height);
  fillDots(pixels, { width, height, ratio: frame.ratio }, crowd, colors);
  canvas.getContext("2d").putImageData(image, 0, 0);
  g.drawImage(canvas, 0, 0, frame.w, frame.h);
}
