// Pins: where signs stand that would cover the number of a bubble: on its rim instead.

const NUMBER_PX = 9; // half the room of a number
const FOOT_PX = 3; // how far a stem reaches into the rim
export const TURNS = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6].map((sixths) => sixths * Math.PI / 6);

/**
 * Return where signs stand, for those that are moved.
 * @param {{key: string, at: {x: number, y: number}, gap: number, lift?: number}[]} signs place of each on the screen; lift is
 *   how far it stands above its place on a stem.
 * @param {{x: number, y: number, r: number}[]} bubbles
 * @returns {Map<string, {x: number, y: number}>} key -> its place instead
 */
export function aside(signs, bubbles) {
  const moved = new Map();
  signs.forEach(({ key, at, gap, lift = 0 }) => {
    const under = (/** @type {{x: number, y: number}} */ head) =>
      bubbles.find((one) => Math.hypot(one.x - head.x, one.y - head.y) < NUMBER_PX + Math.min(gap, 9));
    const covered = under({ x: at.x, y: at.y - lift });
    if (!covered) return;
    const spots = lift ? onStem(at, covered) : onRim(at, covered, gap);
    // Bubbles lie over each other, too: beside one number may be upon another. Where all is full, the widest gap counts.
    const room = ({ x, y }) => Math.min(...bubbles.map((one) => Math.hypot(one.x - x, one.y - (y - lift))));
    const free = spots.find(({ x, y }) => !under({ x, y: y - lift }));
    moved.set(key, free || spots.reduce((best, spot) => (room(spot) > room(best) ? spot : best)));
  });
  return moved;
}

/** Places of the foot of a stem upon the rim, the one as near above its place as it can first. */
function onStem(at, { x, y, r }) {
  const near = Math.max(-r * 0.6, Math.min(at.x - x, r * 0.6));
  return [near, ...[0, -0.6, 0.6, -0.9, 0.9].map((share) => r * share)].map((dx) => (
    { x: x + dx, y: y - Math.sqrt(r * r - dx * dx) + FOOT_PX }
  ));
}

/** Places around the rim, the way the sign lies first, then ever further round. */
function onRim(at, { x, y, r }, gap) {
  const from = Math.hypot(at.x - x, at.y - y) < 1 ? 0 : Math.atan2(at.y - y, at.x - x);
  const reach = r + gap * 0.4;
  return TURNS.map((turn) => ({ x: x + Math.cos(from + turn) * reach, y: y + Math.sin(from + turn) * reach }));
}
