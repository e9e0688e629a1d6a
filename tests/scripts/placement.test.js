// Where labels stand: hand-made candidates with texts of a known width.
import assert from "node:assert/strict";
import { test } from "node:test";
import { covered, overlaps, placed } from "../../geo/maps/browser/placement.js";

const measure = (text) => 10 * text.length;
const candidate = (key, x, y, more = {}) => ({ key, at: { x, y }, text: key, kind: "place", rank: 10, gap: 0, ...more });

test("a label without a sign stands on its place", () => {
  const [only] = placed([candidate("abcd", 100, 100)], measure);
  assert.deepEqual([only.dx, only.dy], [-23, -8]); // 46 wide, 15.4 high
});

test("the space between the letters of a country's name is counted", () => {
  const [only] = placed([candidate("abcd", 100, 100, { kind: "country" })], measure);
  assert.ok(Math.abs(only.box.x1 - only.box.x0 - (46 + 4 * 0.06 * 13)) < 1e-9);
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

test("a cluster in a crowd is named further off and tied to its sign, over no other sign", () => {
  const crowd = [[130, 100], [70, 100], [100, 130], [100, 70]].map(([x, y], i) =>
    candidate("s" + i, x, y, { text: "", gap: 16 })
  );
  const [named] = placed([...crowd, candidate("centre", 100, 100, { kind: "cluster", rank: 1, gap: 9 })], measure);
  assert.equal(named.tied, true);
  crowd.forEach(({ at }) => {
    assert.ok(!overlaps(named.box, { x0: at.x - 16, y0: at.y - 16, x1: at.x + 16, y1: at.y + 16 }));
  });
});

test("of signs that lie over each other the more important is drawn; clusters always are", () => {
  const sign = (key, x, rank) => ({ key, at: { x, y: 0 }, rank, gap: 12 });
  const left = covered([sign("hub", 0, 2), sign("centre", 10, 2.5), sign("far", 40, 2.5), sign("a", 100, 1), sign("b", 104, 1)]);
  assert.deepEqual([...left], ["centre"]);
});

test("no label is cut off by the edge of the map", () => {
  const frame = { width: 300, height: 200 };
  const [east] = placed([candidate("long name", 290, 100, { gap: 9 })], measure, frame);
  assert.ok(east.box.x0 >= 0 && east.box.x1 <= 300);
  assert.deepEqual(placed([candidate("place", 2, 100, { kind: "place" })], measure, frame), []);
  // A cluster between the edge and another sign is named further off, and tied.
  const other = candidate("other", 40, 100, { text: "", gap: 25 });
  const [tied] = placed([candidate("cluster", 4, 100, { kind: "cluster", rank: 1, gap: 9 }), other], measure, frame);
  assert.equal(tied.tied, true);
  assert.ok(tied.box.x0 >= 0 && tied.box.y0 >= 0);
  assert.deepEqual(placed([candidate("beyond", 304, 100, { kind: "cluster", rank: 1, gap: 9 })], measure, frame), []);
});
