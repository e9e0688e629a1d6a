// Where labels stand: hand-made candidates with texts of a known width.
import assert from "node:assert/strict";
import { test } from "node:test";
import { covered, nearest, overlaps, placed, runsThrough } from "../../geo/maps/browser/placement.js";

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

const cluster = (key, x, y) => candidate(key, x, y, { kind: "cluster", rank: 1, gap: 9 });
const sign = (/** @type {number[]} */ [x, y], i) => candidate("s" + i, x, y, { text: "", kind: "org", rank: 4, gap: 14 });
const room = { width: 300, height: 200 };

test("a long name with a single room is not left without it by a short one that has others", () => {
  const around = [[70, 90], [200, 120], [280, 150], [40, 50], [10, 110], [150, 200], [130, 40], [120, 0], [200, 70],
    [30, 150], [200, 150], [270, 180], [220, 180], [260, 60]].map(sign);
  const shown = placed([cluster("abcdefgh", 150, 110), cluster("ab", 260, 160), ...around], measure, room);
  assert.deepEqual(shown.map(({ key }) => key).sort(), ["ab", "abcdefgh"]);
});

test("no name tied to its sign takes the place beside another's", () => {
  const around = [[150, 180], [140, 100], [190, 70], [190, 0]].map(sign);
  const shown = placed([cluster("ab", 140, 80), cluster("abcdef", 130, 70), ...around], measure, room);
  assert.deepEqual(Object.fromEntries(shown.map(({ key, tied }) => [key, tied])), { ab: true, abcdef: false });
});

test("a line runs through a box, past it, or ends before it", () => {
  const box = { x0: 10, y0: 10, x1: 20, y1: 20 };
  const from = { x: 0, y: 0 };
  assert.equal(runsThrough(from, { x: 30, y: 30 }, box), true);
  assert.equal(runsThrough(from, { x: 30, y: 5 }, box), false);
  assert.equal(runsThrough(from, { x: 8, y: 8 }, box), false);
  assert.equal(runsThrough({ x: 15, y: 0 }, { x: 15, y: 30 }, box), true);
  assert.equal(runsThrough({ x: 25, y: 0 }, { x: 25, y: 30 }, box), false);
});

test("the line to a name runs round other signs where there is a way", () => {
  // East and west of the sign stand others, and beyond the one in the east its name would find the first free place.
  const around = [[121, 100], [79, 100], [100, 121], [100, 79], [135, 82]].map(sign);
  const [named] = placed([cluster("ab", 100, 100), ...around], measure, { width: 400, height: 300 });
  assert.equal(named.tied, true);
  const end = nearest(named.box, named.at);
  around.filter(({ at }) => Math.hypot(at.x - 100, at.y - 100) > 30).forEach(({ at }) => {
    assert.equal(runsThrough(named.at, end, { x0: at.x - 14, y0: at.y - 14, x1: at.x + 14, y1: at.y + 14 }), false);
  });
});
