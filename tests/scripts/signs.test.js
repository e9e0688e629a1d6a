// Signs on a canvas that only notes what it is told; the registry as geo/signs.py writes it, in small.
import assert from "node:assert/strict";
import { test } from "node:test";
import { adopt, colour, corners, glyph, modelSign, trace } from "../../geo/maps/browser/signs.js";

adopt({
  shapes: { circle: [], diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]] },
  glyphs: { firm: { lines: [], dot: 0 }, research: { lines: [], dot: 0.25 }, facility: { lines: [[[-0.5, 0], [0.5, 0]]], dot: 0 } },
  models: { none: { colour: "#666666" }, platform_aggregation: { colour: "#CC79A7" } },
  colours: { paper: "#FFFFFF" },
});

const canvas = () => {
  const calls = [];
  const note = (name) => (...values) => calls.push([name, ...values]);
  return { calls, ...Object.fromEntries(["arc", "lineTo", "moveTo", "closePath", "beginPath", "fill", "stroke"].map((n) => [n, note(n)])) };
};

test("a shape's corners are those of the registry, at the place and size asked for", () => {
  assert.deepEqual(corners("diamond", 10, 100, 50), [[100, 38], [112, 50], [100, 62], [88, 50]]);
});

test("a circle is an arc, any other shape a closed path", () => {
  const round = canvas();
  trace(round, "circle", 1, 2, 3);
  assert.deepEqual(round.calls[0], ["arc", 1, 2, 3, 0, 2 * Math.PI]);
  const pointed = canvas();
  trace(pointed, "diamond", 0, 0, 10);
  assert.deepEqual(pointed.calls.map(([name]) => name), ["moveTo", "lineTo", "lineTo", "lineTo", "closePath"]);
});

test("a firm has no inner sign, research a dot, a facility a bar", () => {
  const drawn = (family) => {
    const ctx = canvas();
    glyph(ctx, family, 0, 0, 8);
    return ctx.calls.filter(([name]) => name !== "beginPath");
  };
  assert.deepEqual(drawn("firm"), []);
  assert.deepEqual(drawn("research"), [["arc", 0, 0, 2, 0, 2 * Math.PI], ["fill"]]);
  assert.deepEqual(drawn("facility"), [["moveTo", -4, 0], ["lineTo", 4, 0], ["stroke"]]);
});

test("a model nobody knows has the sign of none", () => {
  assert.equal(modelSign("platform_aggregation").colour, "#CC79A7");
  assert.equal(modelSign("").colour, "#666666");
  assert.equal(colour("paper"), "#FFFFFF");
});
