// Where labels stand: the more important first, none over another, none over a sign that is not its own.

export const FONT =
  '"Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif';
const SIZES = { cluster: 13, hub: 13, computing: 12, region: 12, org: 12, area: 11, country: 13, place: 11 };
const BOLD = new Set(["cluster", "hub", "computing"]);

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

/**
 * Place labels.
 * @param {any[]} candidates {key, at: {x, y}, text, kind, rank, gap, lift}: rank ascending is placed first; gap is kept
 *   free round the sign the label belongs to, lift is how far the sign stands above its place. Without text it only
 *   keeps free.
 * @param {(text: string, size: number, bold: boolean) => number} measure width of a text, pixels
 * @returns {any[]} those that are shown, each with dx and dy from its place to the label's corner, and its box
 */
export function placed(candidates, measure) {
  const texts = [];
  const shown = [];
  const ordered = [...candidates].sort((a, b) => a.rank - b.rank || a.text.length - b.text.length);
  const signs = ordered
    .filter((c) => c.gap)
    .map(({ key, at, gap, lift = 0 }) => ({
      key, x0: at.x - gap, y0: at.y - gap - lift, x1: at.x + gap, y1: at.y + gap - lift,
    }));
  ordered
    .filter((c) => c.text)
    .forEach((c) => {
      const { size, bold } = typeOf(c.kind);
      const width = measure(c.text, size, bold) + 6;
      const half = size * 0.7;
      const boxes = spots(c, width, half).map(([dx, dy]) => ({
        dx, dy, x0: c.at.x + dx, y0: c.at.y + dy, x1: c.at.x + dx + width, y1: c.at.y + dy + 2 * half,
      }));
      const clear = boxes.filter((box) => !texts.some((other) => overlaps(box, other)));
      const free = clear.find((box) => !signs.some((sign) => sign.key !== c.key && overlaps(box, sign)));
      // A cluster is named even where its label must cover a sign; everything else gives way.
      const box = free || (c.kind === "cluster" ? clear[0] : null);
      if (!box) return;
      texts.push(box);
      shown.push({ ...c, dx: Math.round(box.dx), dy: Math.round(box.dy), box });
    });
  return shown;
}
