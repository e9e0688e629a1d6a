// Where labels stand: the more important first, none over another, none over a sign that is not its own, and none cut
// off by the edge of the map.

export const FONT =
  '"Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif';
const SIZES = { cluster: 13, hub: 13, unit: 12, computing: 12, region: 12, org: 12, area: 11, country: 13, place: 11 };
const BOLD = new Set(["cluster", "hub", "computing"]);
const SPACING_EM = { country: 0.06 }; // after each letter, as the stylesheet sets it

/** Size of a kind's text, pixels, and whether it is bold. */
export const typeOf = (kind) => ({ size: SIZES[kind] || 11, bold: BOLD.has(kind) });

export const overlaps = (a, b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

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
    ];
  });
}

/**
 * Place labels.
 * @param {any[]} candidates {key, at: {x, y}, text, kind, rank, gap, lift}: rank ascending is placed first; gap is kept
 *   free round the sign the label belongs to, lift is how far the sign stands above its place. Without text it only
 *   keeps free.
 * @param {(text: string, size: number, bold: boolean) => number} measure width of a text, pixels
 * @param {{width: number, height: number}} [frame] size of the map, pixels; without it nothing has an edge
 * @returns {any[]} those that are shown, each with dx and dy from its place to the label's corner, and its box
 */
export function placed(candidates, measure, frame) {
  const texts = [];
  const shown = [];
  const ordered = [...candidates].sort((a, b) => a.rank - b.rank || a.text.length - b.text.length);
  const signs = ordered
    .filter((c) => c.gap)
    .map(({ key, at, gap, lift = 0 }) => ({
      key, x0: at.x - gap, y0: at.y - gap - lift, x1: at.x + gap, y1: at.y + gap - lift,
    }));
  const isInside = ({ x, y }) => !frame || (x >= 0 && y >= 0 && x <= frame.width && y <= frame.height);
  ordered
    .filter((c) => c.text && isInside(c.at)) // what lies beyond the edge is not named
    .forEach((c) => {
      const { size, bold } = typeOf(c.kind);
      const width = measure(c.text, size, bold) + 6 + (SPACING_EM[c.kind] || 0) * size * c.text.length;
      const half = size * 0.7;
      const boxAt = (/** @type {number[]} */ [dx, dy]) => ({
        dx, dy, x0: c.at.x + dx, y0: c.at.y + dy, x1: c.at.x + dx + width, y1: c.at.y + dy + 2 * half,
      });
      const isFree = (box) =>
        !texts.some((other) => overlaps(box, other)) && !signs.some((sign) => sign.key !== c.key && overlaps(box, sign));
      const isWhole = ({ x0, y0, x1, y1 }) => isInside({ x: x0, y: y0 }) && isInside({ x: x1, y: y1 });
      const near = spots(c, width, half).map(boxAt).filter(isFree);
      // Clusters are named even in a crowd or at the edge, further off and tied by a line; everything else gives way.
      const far = c.kind === "cluster" ? farSpots(c, width, half).map(boxAt).filter(isFree) : [];
      const beside = near.find(isWhole) || (c.kind === "cluster" && !far.some(isWhole) ? near[0] : null);
      const box = beside || far.find(isWhole) || far[0];
      if (!box) return;
      texts.push(box);
      shown.push({ ...c, dx: Math.round(box.dx), dy: Math.round(box.dy), box, tied: !beside });
    });
  return shown;
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
