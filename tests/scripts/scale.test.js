// The scale of a map on the ellipsoid, against the figures of geo/maps/scale.py and a degree of the meridian.
import assert from "node:assert/strict";
import { test } from "node:test";
import { metresPerPixel, moved, movedFrom, radii, zoomFor } from "../../geo/maps/browser/scale.js";

test("a pixel is as long as in Python", () => {
  assert.equal(metresPerPixel(36.08, 10).toFixed(1), "123.4");
  assert.equal(metresPerPixel(51.51, 10).toFixed(1), "95.2");
});

test("the zoom of a scale gives that scale again", () => {
  for (const lat of [-60, 0, 36.1, 51.5, 80]) {
    assert.ok(Math.abs(metresPerPixel(lat, zoomFor(lat, 42)) - 42) < 1e-9);
  }
});

test("a degree of latitude at 45 degrees is 111.13 km", () => {
  const { along } = radii(45);
  assert.equal(((along * 6378137 * Math.PI) / 180 / 1000).toFixed(2), "111.13");
});

test("a move on the ground and back again ends where it began", () => {
  const home = { lat: 36.1, lng: 140.1 };
  const there = movedFrom(home, { east: 12_000, north: -8_000 });
  const way = moved(home, there);
  assert.ok(Math.abs(way.east - 12_000) < 1e-6 && Math.abs(way.north + 8_000) < 1e-6);
  assert.ok(there.lng > home.lng && there.lat < home.lat);
});

test("a move never leaves the latitudes a web map has", () => {
  assert.equal(movedFrom({ lat: 80, lng: 0 }, { east: 0, north: 9e6 }).lat, 84);
});
