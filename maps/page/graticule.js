// Meridians and parallels, with their degrees at the edge of the map.

import { mercatorX, mercatorY } from "./decode.js";

const GRATICULE = [20, 20, 10, 10, 5, 5, 2, 1, 1, 0.5, 0.2, 0.2, 0.1, 0.1, 0.05];

export function paintGraticule(g, frame, theme) {
  const step = GRATICULE[Math.min(GRATICULE.length - 1, Math.floor(frame.zoom))];
  const { size, ox, oy, w, h, pad } = frame;
  const longitude = (x) => ((x + ox) / size) * 360 - 180;
  const latitude = (y) =>
    (Math.atan(Math.sinh(Math.PI * (1 - (2 * (y + oy)) / size))) * 180) / Math.PI;
  const lines = [];
  g.strokeStyle = theme.graticule;
  g.lineWidth = 0.6;
  g.beginPath();
  for (let a = Math.ceil(longitude(0) / step) * step; a <= longitude(w); a += step) {
    const x = Math.round(mercatorX(a) * size - ox) + 0.5;
    g.moveTo(x, 0);
    g.lineTo(x, h);
    lines.push({ x, value: a, axis: "x" });
  }
  for (let a = Math.ceil(latitude(h) / step) * step; a <= latitude(0); a += step) {
    const y = Math.round(mercatorY(a) * size - oy) + 0.5;
    g.moveTo(0, y);
    g.lineTo(w, y);
    lines.push({ y, value: a, axis: "y" });
  }
  g.stroke();
  g.font = `10px ${theme.font}`;
  g.fillStyle = theme.graticuleText;
  g.textAlign = "center";
  g.textBaseline = "middle";
  const digits = step < 1 ? (step < 0.1 ? 2 : 1) : 0;
  for (const line of lines) {
    const side = line.value < 0 ? (line.axis === "x" ? "W" : "S") : line.axis === "x" ? "E" : "N";
    const text = `${Math.abs(line.value).toFixed(digits)}°${side}`;
    if (line.axis === "x") g.fillText(text, line.x, pad.y + 8);
    else g.fillText(text, frame.w - pad.x - 20, line.y);
  }
}
