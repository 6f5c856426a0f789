// Places written in other ways: degrees and minutes, and the military grid (MGRS, WGS 84).

const SEMI_MAJOR_M = 6378137;
const FLATTENING = 1 / 298.257223563;
const SCALE = 0.9996; // of UTM on the central meridian
const FALSE_EASTING_M = 500000;
const BANDS = "CDEFGHJKLMNPQRSTUVWX";
const COLUMNS = ["STUVWXYZ", "ABCDEFGH", "JKLMNPQR"]; // by zone modulo 3
const ROWS = ["FGHJKLMNPQRSTUVABCDE", "ABCDEFGHJKLMNPQRSTUV"]; // even zones, odd zones

/** Krüger's series to the third power of n: better than a millimetre within a zone. */
function series() {
  const n = FLATTENING / (2 - FLATTENING);
  return {
    n,
    radius: (SEMI_MAJOR_M / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64),
    alpha: [
      n / 2 - (2 * n ** 2) / 3 + (5 * n ** 3) / 16,
      (13 * n ** 2) / 48 - (3 * n ** 3) / 5,
      (61 * n ** 3) / 240,
    ],
  };
}

const { n: N, radius: RADIUS_M, alpha: ALPHA } = series();

/** The UTM zone, with the exceptions about Norway and Svalbard. */
export function zoneOf(longitude, latitude) {
  if (latitude >= 56 && latitude < 64 && longitude >= 3 && longitude < 12) return 32;
  if (latitude >= 72 && longitude >= 0 && longitude < 42) {
    return [31, 33, 35, 37][longitude < 9 ? 0 : longitude < 21 ? 1 : longitude < 33 ? 2 : 3];
  }
  return (Math.floor((longitude + 180) / 6) % 60) + 1;
}

/** UTM: {zone, easting_m, northing_m} of degrees between 80 S and 84 N. */
export function toUtm(longitude, latitude) {
  const zone = zoneOf(longitude, latitude);
  const phi = (latitude * Math.PI) / 180;
  const lambda = ((longitude - (6 * zone - 183)) * Math.PI) / 180;
  const k = (2 * Math.sqrt(N)) / (1 + N);
  const t = Math.sinh(Math.atanh(Math.sin(phi)) - k * Math.atanh(k * Math.sin(phi)));
  const xi = Math.atan2(t, Math.cos(lambda));
  const eta = Math.asinh(Math.sin(lambda) / Math.hypot(t, Math.cos(lambda)));
  let [x, y] = [eta, xi];
  ALPHA.forEach((a, j) => {
    const m = 2 * (j + 1);
    x += a * Math.cos(m * xi) * Math.sinh(m * eta);
    y += a * Math.sin(m * xi) * Math.cosh(m * eta);
  });
  return {
    zone,
    easting_m: FALSE_EASTING_M + SCALE * RADIUS_M * x,
    northing_m: SCALE * RADIUS_M * y + (latitude < 0 ? 1e7 : 0),
  };
}

/** MGRS with 0 to 5 digits for each of easting and northing: 35U NV 12 34; "" near the poles. */
export function toMgrs(longitude, latitude, digits) {
  if (!(latitude >= -80 && latitude < 84)) return "";
  const { zone, easting_m, northing_m } = toUtm(longitude, latitude);
  const band = BANDS[Math.min(19, Math.floor((latitude + 80) / 8))];
  const column = COLUMNS[zone % 3][Math.floor(easting_m / 1e5) - 1];
  const row = ROWS[zone % 2][Math.floor(northing_m / 1e5) % 20];
  const cut = (metres) =>
    String(Math.floor(metres % 1e5))
      .padStart(5, "0")
      .slice(0, digits);
  const parts = [`${zone}${band}`, `${column}${row}`];
  if (digits > 0) parts.push(cut(easting_m), cut(northing_m));
  return parts.join(" ");
}

/** Digits of MGRS that a radius allows: a square no finer than the place is known. */
export function mgrsDigits(radius_m) {
  if (radius_m === null || radius_m > 50000) return 0;
  return Math.max(0, Math.min(5, 5 - Math.ceil(Math.log10(Math.max(1, radius_m)))));
}

/** Degrees and minutes, and seconds where the radius (metres, or null) allows them. */
export function toDms(longitude, latitude, radius_m) {
  const fine = radius_m !== null && radius_m <= 500;
  const step = fine ? 3600 : 60;
  const part = (degrees, letters) => {
    const whole = Math.round(Math.abs(degrees) * step);
    const two = (value) => String(value).padStart(2, "0");
    const [d, rest] = [Math.floor(whole / step), whole % step];
    const text = fine ? `${two(Math.floor(rest / 60))}′${two(rest % 60)}″` : `${two(rest)}′`;
    return `${d}°${text}${letters[degrees < 0 ? 1 : 0]}`;
  };
  return `${part(latitude, "NS")} ${part(longitude, "EW")}`;
}
