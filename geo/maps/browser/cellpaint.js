// Paints all cells on screen on one canvas: proportional symbols, squares of a grid, or heat; single firms where one is
// near enough. All three sum the very same cells, so their counts are the filter's.
import { classOf, lowerLimits } from "./classes.js";
import { colour, modelSign, trace } from "./signs.js";

/** From this zoom on cells are small enough for firms to be told apart. */
export const FIRM_ZOOM = 13;
const CELL_PX = 8;
const CELLS_A_MARK = { symbols: 4, grid: 2, heat: 1 }; // cells a side that are summed
const LARGEST_PX = 17;
const SMALLEST_PX = 2.2;
const FIRM_PX = 5;
const HEAT_BLUR_CELLS = [0.06, 0.24, 0.4, 0.24, 0.06];
const METRES_A_PX = 156543.03392;

/** How large a circle for n firms is where the largest one stands for `max`; its area is proportional. */
export const radiusOf = (n, max) => Math.max(SMALLEST_PX, LARGEST_PX * Math.sqrt(n / Math.max(max, 1)));

/** The look that is painted: near by, symbols. */
export const lookAt = (look, zoom) => (zoom >= FIRM_ZOOM ? "symbols" : look);

/**
 * Sum cells into marks.
 * @param {any} tiles a layer of CellTiles
 * @param {string} look
 * @returns {{marks: any[], zoom: number, side: number}} marks: sums with their middle in pixels of the world at that zoom
 */
export function gather(tiles, look) {
  const sums = new Map();
  const zoom = tiles.shownZoom();
  const side = zoom >= FIRM_ZOOM ? 1 : CELLS_A_MARK[look];
  const level = Math.min(zoom + 5 + (zoom === 16 ? 1 : 0), 22);
  const scale = 2 ** (level - zoom) / 4096 / side;
  tiles.eachCell((cell, { x, y }) => {
    const column = Math.floor((x * 4096 + cell.x) * scale);
    const row = Math.floor((y * 4096 + cell.y) * scale);
    const key = column * 8388608 + row;
    let sum = sums.get(key);
    if (!sum) sums.set(key, (sum = { n: 0, x: 0, y: 0, column, row, level: level - Math.log2(side), firm: -1, name: "", model: "", best: 0 }));
    sum.n += cell.n;
    sum.x += ((x * 4096 + cell.x) / 16) * cell.n;
    sum.y += ((y * 4096 + cell.y) / 16) * cell.n;
    if (cell.n > sum.best) Object.assign(sum, { best: cell.n, model: cell.model, firm: cell.row, name: cell.name });
  });
  const marks = [...sums.values()];
  marks.forEach((mark) => {
    mark.x /= mark.n;
    mark.y /= mark.n;
  });
  return { marks, zoom, side };
}

const Renderer = /** @type {any} */ (L.Renderer); // the types know nothing of its insides

export const CellCanvas = Renderer.extend({
  options: { padding: 0.15 },
  initialize: function (options) {
    Renderer.prototype.initialize.call(this, options);
    this.painted = [];
    this.legend = null;
  },
  _initContainer: function () {
    this._container = document.createElement("canvas");
    this._container.setAttribute("role", "presentation");
    this._container.style.pointerEvents = "none";
    this._ctx = this._container.getContext("2d");
  },
  _destroyContainer: function () {
    L.DomUtil.remove(this._container);
    delete this._ctx;
  },
  _update: function () {
    if (this._map._animatingZoom && this._bounds) return;
    Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    L.DomUtil.setPosition(this._container, this._bounds.min);
    this._container.width = ratio * size.x;
    this._container.height = ratio * size.y;
    this._container.style.width = size.x + "px";
    this._container.style.height = size.y + "px";
    this._ctx.scale(ratio, ratio);
    this.paint();
  },
  /** Paint anew; without tiles the canvas is empty. */
  paint: function () {
    if (!this._ctx || !this._bounds) return;
    const { x: width, y: height } = this._bounds.getSize();
    this._ctx.clearRect(0, 0, width, height);
    this.painted = [];
    this.legend = null;
    if (!this.tiles || !this.tiles._map) return;
    const found = gather(this.tiles, lookAt(this.look, this.tiles.shownZoom()));
    const look = lookAt(this.look, found.zoom);
    const scale = this._map.getZoomScale(this._map.getZoom(), found.zoom);
    const origin = this._map.getPixelOrigin().add(this._bounds.min);
    found.marks.forEach((mark) => {
      mark.px = mark.x * scale - origin.x;
      mark.py = mark.y * scale - origin.y;
    });
    const reach = 2 * LARGEST_PX;
    const marks = found.marks.filter((m) => m.px > -reach && m.py > -reach && m.px < width + reach && m.py < height + reach);
    const max = marks.reduce((most, mark) => Math.max(most, mark.n), 0);
    const frame = { marks, max, zoom: found.zoom, side: CELL_PX * found.side * scale, scale, origin, width, height };
    this.legend = { look, max, ...this[look](frame) };
    this.painted = marks;
    this.fire("painted");
  },
  symbols: function ({ marks, max, zoom }) {
    const ctx = this._ctx;
    const near = zoom >= FIRM_ZOOM;
    const circles = marks.filter((mark) => !(near && mark.n === 1));
    circles.sort((a, b) => b.n - a.n);
    circles.forEach((mark) => (mark.radius = radiusOf(mark.n, max)));
    const fill = this.colours[4];
    ctx.fillStyle = fill;
    ctx.globalAlpha = 0.62;
    circles.filter((mark) => mark.radius < 3).forEach(({ px, py, radius }) => ctx.fillRect(px - radius, py - radius, 2 * radius, 2 * radius));
    ctx.globalAlpha = 1;
    ctx.lineWidth = 1;
    ctx.strokeStyle = colour("paper");
    circles.filter((mark) => mark.radius >= 3).forEach(({ px, py, radius }) => {
      ctx.beginPath();
      ctx.arc(px, py, radius, 0, 2 * Math.PI);
      ctx.globalAlpha = 0.62;
      ctx.fill();
      ctx.globalAlpha = 1;
      ctx.stroke();
    });
    if (near) marks.filter((mark) => mark.n === 1).forEach((mark) => this.firm(mark));
    const limits = lowerLimits(max, { most: 3 });
    return { sizes: limits.length && max > limits[limits.length - 1] ? [...limits.slice(max > 3 ? -2 : 0), max] : limits, near };
  },
  firm: function (mark) {
    const ctx = this._ctx;
    const sign = modelSign(mark.model);
    mark.radius = FIRM_PX;
    ctx.beginPath();
    trace(ctx, sign.shape, mark.px, mark.py, FIRM_PX);
    ctx.fillStyle = sign.colour;
    ctx.fill();
    ctx.lineWidth = 1.2;
    ctx.strokeStyle = colour("paper");
    ctx.stroke();
  },
  grid: function ({ marks, max, side, scale, origin, zoom }) {
    const ctx = this._ctx;
    const limits = lowerLimits(max);
    const unit = side / scale; // pixels of the zoom that was summed
    ctx.globalAlpha = 0.8;
    limits.forEach((_, place) => {
      ctx.fillStyle = this.colours[place + 5 - limits.length];
      marks.filter((mark) => classOf(mark.n, limits) === place).forEach((mark) => {
        const left = mark.column * unit * scale - origin.x;
        const top = mark.row * unit * scale - origin.y;
        mark.radius = side / 2;
        ctx.fillRect(left, top, side - 0.5, side - 0.5);
      });
    });
    ctx.globalAlpha = 1;
    return { limits, zoom };
  },
  // A sum of cells, blurred, on the square kilometre: its classes are densities and stay true at any place and zoom.
  heat: function ({ marks, side, origin, width, height, zoom, scale }) {
    const [left, top] = [Math.floor(origin.x / side) - 2, Math.floor(origin.y / side) - 2];
    const columns = Math.ceil(width / side) + 5;
    const rows = Math.ceil(height / side) + 5;
    const sums = new Float64Array(columns * rows);
    marks.forEach((mark) => {
      mark.radius = side / 2;
      const column = mark.column - left;
      const row = mark.row - top;
      if (column >= 0 && row >= 0 && column < columns && row < rows) sums[row * columns + column] += mark.n;
    });
    const dense = blurred(blurred(sums, columns, rows, 1), columns, rows, columns);
    const world = 256 * 2 ** zoom * scale;
    let max = 0;
    for (let row = 0; row < rows; row++) {
      const mercator = Math.PI * (1 - (2 * (row + top + 0.5) * side) / world);
      const metres = (METRES_A_PX / 2 ** zoom / scale / Math.cosh(mercator)) * side;
      const area_km2 = (metres / 1000) ** 2;
      for (let column = 0; column < columns; column++) {
        const place = row * columns + column;
        dense[place] /= area_km2;
        if (dense[place] > max) max = dense[place];
      }
    }
    const limits = lowerLimits(max, { min: max / 2000 });
    this.picture(dense, columns, rows, limits, { x: left * side - origin.x, y: top * side - origin.y, side });
    return { limits, max };
  },
  // One pixel a cell, drawn large and smoothed.
  picture: function (dense, columns, rows, limits, { x, y, side }) {
    const small = document.createElement("canvas");
    small.width = columns;
    small.height = rows;
    const ctx = small.getContext("2d");
    const image = ctx.createImageData(columns, rows);
    const paints = this.colours.map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
    dense.forEach((value, place) => {
      const found = classOf(value, limits);
      if (found < 0) return;
      const [red, green, blue] = paints[found + 5 - limits.length];
      image.data.set([red, green, blue, 205], 4 * place);
    });
    ctx.putImageData(image, 0, 0);
    this._ctx.imageSmoothingEnabled = true;
    this._ctx.drawImage(small, x, y, columns * side, rows * side);
  },
});

// Blur along one direction; cells beyond the edge count as empty.
function blurred(values, columns, rows, step) {
  const out = new Float64Array(values.length);
  const count = step === 1 ? columns : rows;
  for (let place = 0; place < values.length; place++) {
    const value = values[place];
    if (!value) continue;
    const at = step === 1 ? place % columns : Math.floor(place / columns);
    for (let offset = -2; offset <= 2; offset++) {
      if (at + offset >= 0 && at + offset < count) out[place + offset * step] += value * HEAT_BLUR_CELLS[offset + 2];
    }
  }
  return out;
}
