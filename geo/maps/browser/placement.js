// Where labels stand: the more important first, none over another, none over a sign that is not its own, and none cut
// off by the edge of the map.

export const FONT =
  '"Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif';
const SIZES = { cluster: 13, hub: 13, unit: 12, computing: 12, region: 12, org: 12, area: 11, country: 13, place: 11 };
const BOLD = new Set(["cluster", "hub", "computing"]);
const SPACING_EM = { country: 0.06 }; // after each letter, as the stylesheet sets it

/** Size of a kind's text, pixels, and whether it is bold. */
export const typeOf = (kind) => ({ size: SIZES[kind] || 11, bold: BOLD.has(kind) });

const holds = ({ x0, y0, x1, y1 }, { x, y }) => x >= x0 && x <= x1 && y >= y0 && y <= y1;

export const overlaps = (a, b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

/** The point of a box that is nearest to a point: where the line from a sign to its label ends. */
export const nearest = ({ x0, y0, x1, y1 }, { x, y }) => ({ x: Math.max(x0, Math.min(x, x1)), y: Math.max(y0, Math.min(y, y1)) });

/** Tell whether the line between two points runs through a box (clipped as by Liang and Barsky). */
export function runsThrough(from, to, box) {
  let [start, end] = [0, 1];
  for (const [delta, low, high] of [
    [to.x - from.x, box.x0 - from.x, box.x1 - from.x], [to.y - from.y, box.y0 - from.y, box.y1 - from.y],
  ]) {
    if (!delta) {
      if (low > 0 || high < 0) return false;
    } else {
      start = Math.max(start, Math.min(low / delta, high / delta));
      end = Math.min(end, Math.max(low / delta, high / delta));
    }
  }
  return start < end;
}

/** Offsets to try: beside the sign, above it and below it; a place without a sign has its label on its point. */
export function spots({ gap = 0, lift = 0 }, width, half) {
  if (!gap) return [[-width / 2, -half]];
  return [
    [gap, -half - lift],
    [-gap - width, -half - lift],
    [-width / 2, -gap - 2 * half - lift],
    [-width / 2, gap],
  ];
}

/** Offsets further away, for what must be named where it is crowded: the label is then tied to its sign by a line. */
export function farSpots({ gap = 0, lift = 0 }, width, half) {
  return [20, 40, 64, 92].flatMap((away) => {
    const reach = gap + away;
    return [
      [reach * 0.8, -half - lift - reach * 0.6],
      [-reach * 0.8 - width, -half - lift - reach * 0.6],
      [reach * 0.8, -half - lift + reach * 0.6],
      [-reach * 0.8 - width, -half - lift + reach * 0.6],
      [-width / 2, -reach - 2 * half - lift],
      [-width / 2, reach],
      [reach, -half - lift],
      [-reach - width, -half - lift],
      [reach * 0.4, -half - lift - reach * 0.9],
      [-reach * 0.4 - width, -half - lift - reach * 0.9],
      [reach * 0.4, -half - lift + reach * 0.9],
      [-reach * 0.4 - width, -half - lift + reach * 0.9],
    ];
  });
}

/**
 * Place labels: clusters first, then by rank. Clusters are named even in a crowd or at the edge, further off and tied by
 * a line; everything else gives way.
 * @param {any[]} candidates {key, at: {x, y}, text, kind, rank, gap, lift}: rank ascending is placed first; gap is kept
 *   free round the sign the label belongs to, lift is how far the sign stands above its place. Without text it only
 *   keeps free.
 * @param {(text: string, size: number, bold: boolean) => number} measure width of a text, pixels
 * @param {{width: number, height: number}} [frame] size of the map, pixels; without it nothing has an edge
 * @returns {any[]} those that are shown, each with dx and dy from its place to the label's corner, and its box
 */
export function placed(candidates, measure, frame) {
  const ordered = [...candidates].sort((a, b) => a.rank - b.rank || a.text.length - b.text.length);
  const signs = ordered
    .filter((c) => c.gap)
    .map(({ key, at, gap, lift = 0 }) => ({
      key, x0: at.x - gap, y0: at.y - gap - lift, x1: at.x + gap, y1: at.y + gap - lift,
    }));
  const isInside = ({ x, y }) => !frame || (x >= 0 && y >= 0 && x <= frame.width && y <= frame.height);
  const isWhole = ({ x0, y0, x1, y1 }) => isInside({ x: x0, y: y0 }) && isInside({ x: x1, y: y1 });
  const boxes = (c, offsets) => {
    const { size, bold } = typeOf(c.kind);
    const width = measure(c.text, size, bold) + 6 + (SPACING_EM[c.kind] || 0) * size * c.text.length;
    const half = size * 0.7;
    return offsets(c, width, half)
      .map(([dx, dy]) => ({ dx, dy, x0: c.at.x + dx, y0: c.at.y + dy, x1: c.at.x + dx + width, y1: c.at.y + dy + 2 * half }))
      .filter((box) => !signs.some((sign) => sign.key !== c.key && overlaps(box, sign)));
  };
  const named = ordered.filter((c) => c.text && isInside(c.at)); // what lies beyond the edge is not named
  const clusters = named.filter(({ kind }) => kind === "cluster");
  const shown = arranged(clusters.map((c) => ({
    c, near: boxes(c, spots), far: boxes(c, farSpots),
  })), signs, isWhole);
  named.filter(({ kind }) => kind !== "cluster").forEach((c) => {
    const box = boxes(c, spots).find((one) => isWhole(one) && !shown.some((other) => overlaps(one, other.box)));
    if (box) shown.push({ c, box, tied: false });
  });
  return shown.map(({ c, box, tied }) => ({ ...c, dx: Math.round(box.dx), dy: Math.round(box.dy), box, tied }));
}

const headOf = ({ at, lift = 0 }) => ({ x: at.x, y: at.y - lift });

/** Tell whether the line from a sign to its label runs through what is others': it would seem to be theirs. */
function crossed(c, box, others) {
  const head = headOf(c);
  const end = nearest(box, head);
  return others.some((other) => other.key !== c.key && other.key !== "foot:" + c.key && !holds(other, head)
    && runsThrough(head, end, other));
}

const [UNNAMED, CUT, CROSSING, TIED] = [8, 5, 3, 0.5];
const [TURNS, ASKED] = [3, 5]; // turns, and who is asked before the others in each

/**
 * Choose where clusters are named. One after the other they take their first free spot, all beside their signs before
 * any further off; who finds none, or none with a clear line, is asked before the others in the next turn, as long as
 * that makes the whole better.
 */
function arranged(clusters, signs, isWhole) {
  const known = new Map();
  const isClear = (one, spot) => {
    if (!known.has(spot)) known.set(spot, !crossed(one.c, spot, signs));
    return known.get(spot);
  };
  const attempt = (first) => {
    const shown = [];
    const poor = [];
    let cost = 0;
    const take = (one, box, tied, price) => {
      cost += price;
      if (price >= CROSSING) poor.push(one);
      if (box) shown.push({ c: one.c, box, tied });
    };
    const isFree = (box) => !shown.some((other) => overlaps(box, other.box));
    const beside = (one) => {
      const box = one.near.find((spot) => isWhole(spot) && isFree(spot));
      if (box) take(one, box, false, 0);
      return box;
    };
    const furtherOff = (one) => {
      const free = one.far.filter(isFree);
      const named = shown.map(({ box }) => box);
      const clear = free.find((spot) => isWhole(spot) && isClear(one, spot) && !crossed(one.c, spot, named));
      if (clear) return take(one, clear, true, TIED);
      const whole = free.find(isWhole);
      if (whole) return take(one, whole, true, CROSSING);
      const cut = one.near.find(isFree);
      return take(one, cut || free[0], !cut, cut || free[0] ? CUT : UNNAMED);
    };
    first.forEach((one) => beside(one) || furtherOff(one));
    clusters.filter((one) => !first.includes(one) && !beside(one)).forEach(furtherOff);
    return { shown, poor, cost, first };
  };
  let best = attempt([]);
  for (let turn = 0; turn < TURNS && best.poor.length; turn++) {
    const next = best.poor.filter((one) => !best.first.includes(one)).slice(0, ASKED).map((one) => attempt([one, ...best.first]))
      .reduce((good, one) => (one.cost < good.cost ? one : good), best);
    if (next === best) break;
    best = next;
  }
  return best.shown;
}

/**
 * Choose the signs that are drawn: one where several would lie over each other, the more important first.
 * @param {{key: string, at: {x: number, y: number}, rank: number, gap: number}[]} signs
 * @returns {Set<string>} keys of those to leave out
 */
export function covered(signs) {
  const kept = [];
  const left = new Set();
  [...signs].sort((a, b) => a.rank - b.rank).forEach((sign) => {
    const near = ({ at, gap }) => Math.hypot(at.x - sign.at.x, at.y - sign.at.y) < (gap + sign.gap) * 0.75;
    if (sign.rank > 1 && kept.some(near)) left.add(sign.key);
    else kept.push(sign);
  });
  return left;
}
