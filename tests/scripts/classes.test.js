import assert from "node:assert/strict";
import { test } from "node:test";
import { classOf, classWords, lowerLimits } from "../../geo/maps/browser/classes.js";

test("limits of counts are of the series 1, 2, 5 and never above the greatest value", () => {
  assert.deepEqual(lowerLimits(1), [1]);
  assert.deepEqual(lowerLimits(4), [1, 2]);
  assert.deepEqual(lowerLimits(0), []);
  for (const max of [7, 30, 499, 1228, 98765, 3_400_000]) {
    const limits = lowerLimits(max);
    assert.ok(limits.length <= 5 && limits[0] === 1 && limits.at(-1) <= max);
    assert.deepEqual(limits, [...limits].sort((a, b) => a - b));
  }
});

test("limits of measures begin near the least that is told apart", () => {
  const limits = lowerLimits(0.0431, { min: 0.0431 / 2000 });
  assert.ok(limits[0] >= 0.0431 / 2000 && limits[0] < 0.0002 && limits.at(-1) <= 0.0431);
  assert.ok(limits.every((one) => ["1", "2", "5"].includes(Number(one.toExponential()[0]).toString())));
});

test("a value is in the class of the last limit it reaches", () => {
  assert.deepEqual([0.5, 1, 4.9, 5, 900].map((value) => classOf(value, [1, 5, 50])), [-1, 0, 0, 1, 2]);
});

test("classes of whole numbers do not overlap in their words", () => {
  assert.deepEqual(classWords([1, 2, 10], 1228), ["1", "2\u20139", "10\u20131\u202f228"]);
  assert.deepEqual(classWords([1], 1), ["1"]);
});
