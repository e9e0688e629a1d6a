// Where labels stand: hand-made candidates with texts of a known width.
import assert from "node:assert/strict";
import { test } from "node:test";
import { overlaps, placed } from "../../geo/maps/browser/placement.js";

const measure = (text) => 10 * text.length;
const candidate = (key, x, y, more = {}) => ({ key, at: { x, y }, text: key, kind: "place", rank: 10, gap: 0, ...more });

test("a label without a sign stands on its place", () => {
  const [only] = placed([candidate("abcd", 100, 100)], measure);
  assert.deepEqual([only.dx, only.dy], [-23, -8]); // 46 wide, 15.4 high
});

test("a label with a sign stands beside it", () => {
  const [only] = placed([candidate("ab", 100, 100, { gap: 9 })], measure);
  assert.equal(only.dx, 9);
});

test("of two that would collide the more important is shown", () => {
  const shown = placed([candidate("weak", 100, 100, { rank: 5 }), candidate("strong", 102, 101, { rank: 1 })], measure);
  assert.deepEqual(shown.map((c) => c.key), ["strong"]);
});

test("no label ever lies over another, whatever the crowd", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const kinds = ["cluster", "computing", "hub", "region", "place", "org"];
  const crowd = Array.from({ length: 400 }, (_, i) =>
    candidate("n" + i, random() * 900, random() * 600, { kind: kinds[i % 6], rank: i % 6, gap: i % 2 ? 9 : 0 })
  );
  const boxes = placed(crowd, measure).map((c) => c.box);
  assert.ok(boxes.length > 20);
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => assert.ok(!overlaps(a, b))));
});

test("what has no text keeps its place free", () => {
  const sign = candidate("sign", 120, 100, { text: "", gap: 12 });
  const [label] = placed([sign, candidate("ab", 100, 100, { gap: 9, rank: 11 })], measure);
  assert.ok(!overlaps(label.box, { x0: 108, y0: 88, x1: 132, y1: 112 }));
});
