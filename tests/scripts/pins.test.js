// Where signs stand that would cover a number: hand-made places.
import assert from "node:assert/strict";
import { test } from "node:test";
import { aside, TURNS } from "../../geo/maps/browser/pins.js";

const bubble = { x: 100, y: 100, r: 18 };
const far = ({ x, y }) => Math.hypot(x - bubble.x, y - bubble.y);

test("a pin whose head covers a number stands upon the bubble", () => {
  const moved = aside([{ key: "pin", at: { x: 104, y: 118 }, gap: 11, lift: 18 }], [bubble]).get("pin");
  assert.equal(moved.x, 104);
  assert.ok(moved.y - 18 < bubble.y - bubble.r - 11, "its head is above the rim");
});

test("a sign without a stem moves to the rim, the way it lies", () => {
  const moved = aside([{ key: "sign", at: { x: 97, y: 100 }, gap: 12 }], [bubble]).get("sign");
  assert.ok(moved.x < bubble.x);
  assert.ok(far(moved) > bubble.r);
});

test("a sign in the middle of a bubble moves to its right", () => {
  const moved = aside([{ key: "sign", at: { x: 100, y: 100 }, gap: 12 }], [bubble]).get("sign");
  assert.ok(moved.x > bubble.x + bubble.r && moved.y === bubble.y);
});

test("what covers no number stays", () => {
  const signs = [{ key: "beside", at: { x: 130, y: 100 }, gap: 12 }, { key: "above", at: { x: 100, y: 80 }, gap: 11, lift: 18 }];
  assert.equal(aside(signs, [bubble]).size, 0);
  assert.equal(aside(signs, []).size, 0);
});

test("a sign that leaves one number does not go upon the next", () => {
  const beside = { x: 66, y: 104, r: 24 };
  const covers = (to, one) => Math.hypot(to.x - one.x, to.y - one.y) < 18;
  const sign = aside([{ key: "sign", at: { x: 90, y: 101 }, gap: 12 }], [bubble, beside]).get("sign");
  assert.ok(!covers(sign, bubble) && !covers(sign, beside));
  const above = { x: 104, y: 64, r: 12 };
  const pin = aside([{ key: "pin", at: { x: 104, y: 118 }, gap: 11, lift: 18 }], [bubble, above]).get("pin");
  assert.ok(!covers({ x: pin.x, y: pin.y - 18 }, above), "not even its head");
});

test("a sign among numbers on every side stands in the widest gap", () => {
  const ring = TURNS.map((turn) => ({ x: 100 + Math.cos(turn) * 36, y: 100 + Math.sin(turn) * 36, r: 12 }));
  const gap = ring.splice(3, 1)[0]; // one side is freer than the others, though not free
  const sign = aside([{ key: "sign", at: { x: 100, y: 100 }, gap: 9 }], [{ x: 100, y: 100, r: 24 }, ...ring]).get("sign");
  assert.ok(Math.hypot(sign.x - gap.x, sign.y - gap.y) < 12, "towards the one that is not there");
});
