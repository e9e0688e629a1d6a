// Classes of counts and densities: limits from the series 1, 2, 5, 10, ... that a legend can say as they are.

const STEPS = [1, 2, 5];

/**
 * The lower limits of at most `most` classes of values up to `max`, rising evenly over the orders of magnitude.
 * @param {number} max the greatest value
 * @param {{most?: number, min?: number}} [options] min: the least value that is told apart, 1 for counts
 * @returns {number[]}
 */
export function lowerLimits(max, { most = 5, min = 1 } = {}) {
  if (!(max > 0)) return [];
  const series = [];
  const first = Math.floor(Math.log10(Math.min(min, max)));
  for (let power = first; series.length < 200; power++) {
    for (const step of STEPS) {
      const value = Number((step * 10 ** power).toPrecision(1));
      if (value > max) return thinned(series.filter((one) => one >= Math.min(min, max)), most);
      series.push(value);
    }
  }
  return thinned(series, most);
}

function thinned(series, most) {
  if (series.length <= most) return series;
  const stride = (series.length - 1) / most; // the last class is no single value where it can be helped
  return Array.from({ length: most }, (_, place) => series[Math.floor(place * stride)]);
}

/** The class of a value: the last limit it reaches, -1 below all. */
export function classOf(value, limits) {
  let found = -1;
  while (found + 1 < limits.length && value >= limits[found + 1]) found += 1;
  return found;
}

/** A number as people read it: thin spaces between groups of three digits. */
export const grouped = (value) => value.toLocaleString("en", { maximumSignificantDigits: 15 }).replaceAll(",", "\u202f");

/** What a legend says of each class of whole numbers, or of measures. */
export function classWords(limits, max, { whole = true } = {}) {
  return limits.map((low, place) => {
    const next = limits[place + 1];
    if (next === undefined) return max > low ? grouped(low) + "\u2013" + grouped(whole ? max : upper(max)) : grouped(low);
    if (!whole) return grouped(low) + "\u2013" + grouped(next);
    return next - 1 > low ? grouped(low) + "\u2013" + grouped(next - 1) : grouped(low);
  });
}

// A measured maximum, rounded up to two digits.
function upper(max) {
  const power = 10 ** (Math.floor(Math.log10(max)) - 1);
  return Number((Math.ceil(max / power) * power).toPrecision(3));
}
