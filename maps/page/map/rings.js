// Rings: what is close together, as one.

/** 1234 as 1.2k: what fits into a ring. */
export function shortCount(n) {
  if (n < 10000) return String(n);
  return n < 1e6 ? `${Math.round(n / 1000)}k` : `${(n / 1e6).toFixed(1)}M`;
}

/** The same of what is only known from .. to. */
export function shortInterval(low, high) {
  return low === high ? shortCount(high) : `${shortCount(low)}–${shortCount(high)}`;
}

/** A ring shows how many reports, and the mix of layers (of its records). */
export function paintRing(g, theme, { x, y, n, mix }, { r, colors, text }) {
  g.beginPath();
  g.arc(x, y, r + 1.5, 0, 7);
  g.fillStyle = theme.symbolHalo;
  g.fill();
  let angle = -Math.PI / 2;
  colors.forEach((color, k) => {
    const part = (mix[k] / n) * 2 * Math.PI;
    if (!part) return;
    g.beginPath();
    g.arc(x, y, r - 2, angle, angle + part);
    g.lineWidth = 4.5;
    g.strokeStyle = color;
    g.stroke();
    angle += part;
  });
  g.fillStyle = theme.ringText;
  g.font = `600 ${n > 999 || text.length > 3 ? 10 : r > 18 ? 13 : 12}px ${theme.font}`;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(text, x, y + 0.5);
}
