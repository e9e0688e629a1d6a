// Signs: shapes, glyphs, patterns and lines as geo/signs.py names them, on canvas and as SVG. The registry comes with
// the words; until then there is nothing to draw.

const SVG = "http://www.w3.org/2000/svg";

/** @type {any} */
let registry = null;

/** Take over the registry; every sign drawn from now on follows it. */
export function adopt(signs) {
  registry = signs;
}

export const signs = () => registry;
export const colour = (name) => registry.colours[name];
export const modelSign = (model) => registry.models[model] || registry.models.none;

export function element(name, attributes, parent = null) {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, String(value)));
  if (parent) parent.appendChild(made);
  return made;
}

/** The corners of a shape of a radius round a place as [x, y]; none for the circle. */
export const corners = (shape, radius, x = 0, y = 0) =>
  registry.shapes[shape].map(([dx, dy]) => [x + dx * radius, y + dy * radius]);

/** Add a shape to the path of a canvas. */
export function trace(ctx, shape, x, y, radius) {
  const points = corners(shape, radius, x, y);
  if (!points.length) ctx.arc(x, y, radius, 0, 2 * Math.PI);
  points.forEach(([px, py], i) => (i ? ctx.lineTo(px, py) : ctx.moveTo(px, py)));
  ctx.closePath();
}

/** Draw the inner sign of a family of organisations. */
export function glyph(ctx, family, x, y, radius) {
  const { lines, dot } = registry.glyphs[family] || { lines: [], dot: 0 };
  ctx.fillStyle = ctx.strokeStyle = registry.colours.paper;
  ctx.lineWidth = 1.6;
  ctx.beginPath();
  if (dot) {
    ctx.arc(x, y, dot * radius, 0, 2 * Math.PI);
    ctx.fill();
  }
  lines.forEach(([[ax, ay], [bx, by]]) => {
    ctx.moveTo(x + ax * radius, y + ay * radius);
    ctx.lineTo(x + bx * radius, y + by * radius);
  });
  if (lines.length) ctx.stroke();
}

/** A shape as an SVG element. */
export function shapeElement(shape, radius, attributes, parent) {
  const points = corners(shape, radius);
  if (!points.length) return element("circle", { r: radius, ...attributes }, parent);
  return element("polygon", { points: points.map((point) => point.join(",")).join(" "), ...attributes }, parent);
}

/**
 * A marker as SVG. `lift` raises it above its place on a stem, so that a count at the same place stays readable.
 */
export function symbol(shape, paintColour, { hollow = false, dash = "", ring = false, size = 30, radius = 8, lift = 0 } = {}) {
  const box = [-size / 2, -size / 2, size, size + lift];
  const paper = registry.colours.paper;
  const svg = element("svg", { width: size, height: size + lift, viewBox: box.join(" "), "aria-hidden": "true" });
  if (lift) {
    const stem = "M0 0V" + (lift - 7); // short of the count
    element("path", { d: stem, stroke: paper, "stroke-width": 4 }, svg);
    element("path", { d: stem, stroke: paintColour, "stroke-width": 2 }, svg);
  }
  if (ring) element("circle", { r: 12.5, fill: "none", stroke: paintColour, "stroke-width": 1.8 }, svg);
  const paint = {
    fill: hollow ? paper : paintColour,
    stroke: hollow ? paintColour : paper,
    "stroke-width": hollow ? 2.2 : 1.6,
    "stroke-dasharray": dash,
  };
  shapeElement(shape, radius, paint, svg);
  return svg;
}

const STROKES = { slanted: "M0 9L9 0", level: "M0 4.5H9", crossed: "M0 0L9 9M9 0L0 9" };

/** Put a pattern for the areas of each model, and the arrow heads of links, into a drawing. */
export function definePatterns(svg) {
  if (svg.querySelector("defs[data-dco]")) return;
  const defs = element("defs", { "data-dco": "1" }, svg);
  Object.entries(registry.models).forEach(([key, sign]) => {
    const tile = element("pattern", { id: "dco-fill-" + key, width: 9, height: 9, patternUnits: "userSpaceOnUse" }, defs);
    element("rect", { width: 9, height: 9, fill: sign.colour, "fill-opacity": 0.16 }, tile);
    const stroke = { stroke: sign.colour, "stroke-opacity": 0.45, "stroke-width": 1, fill: "none" };
    if (sign.pattern === "dots") element("circle", { cx: 4.5, cy: 4.5, r: 1.2, fill: sign.colour, "fill-opacity": 0.5 }, tile);
    else if (STROKES[sign.pattern]) element("path", { d: STROKES[sign.pattern], ...stroke }, tile);
  });
  [["strong", 1], ["faint", 0.55]].forEach(([name, opacity]) => {
    const head = { viewBox: "0 0 10 10", refX: 6, refY: 5, markerWidth: 10, markerHeight: 10, orient: "auto" };
    const marker = element("marker", { id: "dco-arrow-" + name, markerUnits: "userSpaceOnUse", ...head }, defs);
    element("path", { d: "M0 1L9 5L0 9Z", fill: registry.colours.computing, "fill-opacity": opacity }, marker);
  });
}
