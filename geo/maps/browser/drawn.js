// Drawn layers: a session's own and published ones, as tiles coloured by class, and what they say where one clicks.
import { BASE } from "./server.js";
import { colour, trace } from "./signs.js";
import { SharpTile, vectorLayer } from "./tiles.js";

// What has no figure is hatched, so that it is no shade of the scale.
let hatch = null;
export function noData() {
  if (hatch) return hatch;
  const cell = document.createElement("canvas");
  cell.width = cell.height = 6;
  const ctx = cell.getContext("2d");
  ctx.fillStyle = "#fff";
  ctx.fillRect(0, 0, 6, 6);
  ctx.strokeStyle = "#9A968C";
  ctx.beginPath();
  ctx.moveTo(-1, 7);
  ctx.lineTo(7, -1);
  ctx.stroke();
  hatch = ctx.createPattern(cell, "repeat");
  return hatch;
}

// A colour half way to white. Opaque: pieces of an area overlap.
function pale(colour) {
  const channels = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return "rgb(" + channels.map((value) => Math.round((value + 255) / 2)).join(",") + ")";
}

// Lines of a colour over a pale ground: tells layers apart where their colours do not.
const patterns = new Map();
const LINES = { up: ["/"], down: ["\\"], cross: ["/", "\\"], level: ["-"] };
const ENDS = { "/": [-1, 9, 9, -1], "\\": [-1, -1, 9, 9], "-": [-1, 4, 9, 4] };
function patterned(ink, pattern) {
  const key = ink + pattern;
  if (patterns.has(key)) return patterns.get(key);
  const cell = document.createElement("canvas");
  cell.width = cell.height = 8;
  const ctx = cell.getContext("2d");
  ctx.fillStyle = pale(ink);
  ctx.fillRect(0, 0, 8, 8);
  ctx.strokeStyle = ink;
  ctx.beginPath();
  (LINES[pattern] || []).forEach((line) => {
    const [x0, y0, x1, y1] = ENDS[line];
    ctx.moveTo(x0, y0);
    ctx.lineTo(x1, y1);
  });
  ctx.stroke();
  patterns.set(key, ctx.createPattern(cell, "repeat"));
  return patterns.get(key);
}

const DotTile = SharpTile.extend({
  _updateCircle: function (layer) {
    if (!this._drawing) return;
    const { n, class: number, row } = layer.properties;
    const { colours, hollow, chosen, shape } = this.options.dots;
    const ctx = this._ctx;
    const radius = n > 1 ? Math.min(3 + 1.1 * Math.log2(n), 9) : 4;
    ctx.beginPath();
    trace(ctx, shape, layer._point.x, layer._point.y, radius);
    ctx.fillStyle = hollow ? "rgba(255,255,255,0.6)" : number < 0 ? noData() : colours[number] || colours[0];
    ctx.fill();
    ctx.lineWidth = hollow ? 1.4 : 1;
    ctx.strokeStyle = hollow ? colour("grey") : "#fff";
    ctx.stroke();
    if (row !== chosen || n > 1) return;
    ctx.beginPath();
    ctx.arc(layer._point.x, layer._point.y, radius + 4, 0, 2 * Math.PI);
    ctx.lineWidth = 2.4;
    ctx.strokeStyle = colour("text");
    ctx.stroke();
  },
});

// Tiles of one layer of areas, lines and points, coloured by class; a hollow one shows outlines only. The chosen row has
// a bold outline.
export function flatLayer(url, { colours, hollow = false, calm = false, pane, chosen = -1, shape = "circle", pattern = "plain" }) {
  const plain = calm && colours.length === 1 ? (pattern === "plain" ? pale(colours[0]) : patterned(colours[0], pattern)) : null;
  const fill = (p) => (p.class < 0 ? noData() : plain || colours[p.class] || colours[0]);
  const styles = {
    areas: (p) => (hollow ? [] : { fill: true, fillColor: fill(p), fillOpacity: 1, stroke: false, weight: 0, opacity: 0 }),
    lines: (p) => ({ color: hollow ? colour("grey") : colour("text"), weight: p.row === chosen ? 3 : hollow ? 1.6 : 0.7, opacity: 0.85, dashArray: hollow ? "5 4" : null }),
    points: () => ({ radius: 4 }),
  };
  return vectorLayer(url, {
    pane,
    vectorTileLayerStyles: styles,
    rendererFactory: (coords, size, options) =>
      new DotTile(coords, size, { ...options, dots: { colours, hollow, chosen, shape } }),
  });
}

// A box of attributes at a place, written with textContent; `title` names the layer where that is not plain.
export function attributeTip(map, latlng, found) {
  const box = document.createElement("div");
  if (found.title) {
    const title = document.createElement("strong");
    title.textContent = found.title;
    box.append(title);
  }
  box.append(attributes(found));
  return L.tooltip({ direction: "top", className: "dco-tip dco-attributes", permanent: true })
    .setLatLng(latlng).setContent(box).addTo(map);
}

function attributes(found) {
  const list = document.createElement("dl");
  found.fields.forEach(({ name, value }) => {
    const term = document.createElement("dt");
    const text = document.createElement("dd");
    term.textContent = name;
    text.textContent = value || "\u2014";
    list.append(term, text);
  });
  if (found.more) {
    const rest = document.createElement("dd");
    rest.textContent = "+" + found.more;
    list.append(rest);
  }
  return list;
}

// How far a click reaches, degrees: seven pixels.
export function reachOf(map, event) {
  const edge = map.containerPointToLatLng(event.containerPoint.add([7, 0]));
  return Math.min(Math.abs(edge.lng - event.latlng.lng), 2);
}

/**
 * Ask layers what lies at a place; the first that answers is it.
 * @param {string[]} paths of the layers, the top one first
 * @param {any} map
 * @param {any} event the click
 * @returns {Promise<any>} the attributes and the position of their path, or null
 */
export async function attributesAt(paths, map, event) {
  const { lat, lng } = event.latlng;
  const place = "/at.json?lng=" + lng + "&lat=" + lat + "&reach=" + reachOf(map, event);
  for (const [position, path] of paths.entries()) {
    const answer = await fetch(BASE + path + place);
    const found = answer.ok ? await answer.json() : null;
    if (found) return { ...found, path: position };
  }
  return null;
}
