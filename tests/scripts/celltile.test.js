import assert from "node:assert/strict";
import { test } from "node:test";

Object.assign(globalThis, { L: { GridLayer: { extend: () => null } } });
const { readCells } = await import("../../geo/maps/browser/celltile.js");

const field = (tag, bytes) => [tag, bytes.length, ...bytes];
const text = (words) => [...new TextEncoder().encode(words)];

test("a tile's cells are read with their values, neighbours' cells are left out", () => {
  const inside = field(0x12, [...field(0x12, [0, 0, 1, 1, 2, 2]), 0x18, 1, ...field(0x22, [9, 20, 0x80, 0x02])]);
  const outside = field(0x12, [...field(0x12, [0, 0]), 0x18, 1, ...field(0x22, [9, 3, 4])]);
  const keys = ["n", "name", "row"].flatMap((key) => field(0x1a, text(key)));
  const values = [[0x28, 1], field(0x0a, text("数据 & <b>")), [0x28, 0xac, 0x02]].flatMap((value) => field(0x22, value));
  const body = [0x78, 2, ...field(0x0a, text("cells")), ...inside, ...outside, ...keys, ...values, 0x28, 0x80, 0x20];
  const tile = new Uint8Array(field(0x1a, body));
  assert.deepEqual(readCells(tile.buffer), [{ x: 10, y: 128, n: 1, model: "", row: 300, name: "数据 & <b>" }]);
  assert.deepEqual(readCells(new ArrayBuffer(0)), []);
});
