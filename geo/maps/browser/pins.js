// Pins: where signs stand that would cover the number of a bubble: on its rim instead.

const NUMBER_PX = 9; // half the room of a number
const FOOT_PX = 3; // how far a stem reaches into the rim

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
    const head = { x: at.x, y: at.y - lift };
    const covered = bubbles.find((one) => Math.hypot(one.x - head.x, one.y - head.y) < NUMBER_PX + Math.min(gap, 9));
    if (!covered) return;
    const { x, y, r } = covered;
    if (lift) {
      // On its stem, upon the rim, as near above its place as it can.
      const dx = Math.max(-r * 0.6, Math.min(at.x - x, r * 0.6));
      moved.set(key, { x: x + dx, y: y - Math.sqrt(r * r - dx * dx) + FOOT_PX });
      return;
    }
    const dx = head.x - x;
    const dy = head.y - y;
    const away = Math.hypot(dx, dy);
    const reach = r + gap * 0.4;
    moved.set(key, away < 1 ? { x: x + reach, y } : { x: x + (dx / away) * reach, y: y + (dy / away) * reach });
  });
  return moved;
}
