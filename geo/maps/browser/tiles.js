// Vector tiles: canvas tiles at the screen's resolution, our marker symbols, and finding what is under the pointer.
// Data only ever reaches a canvas here (fillText), never markup.
import { FONT } from "./placement.js";
import { colour, glyph, modelSign, signs, trace } from "./signs.js";

/** Radius of the circle of a cell that stands for n organisations, pixels. */
export const cellRadius = (n) => Math.min(9 + 2.6 * Math.log2(n), 24);

function drawCell(ctx, x, y, data) {
  ctx.beginPath();
  ctx.arc(x, y, cellRadius(data.n), 0, 2 * Math.PI);
  ctx.fillStyle = "rgba(255,255,255,0.86)";
  ctx.fill();
  ctx.lineWidth = 2;
  ctx.strokeStyle = modelSign(data.model).colour;
  ctx.stroke();
  ctx.fillStyle = colour("text");
  ctx.font = "600 11px " + FONT;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(String(data.n), x, y + 0.5);
}

function drawOrganisation(ctx, x, y, data) {
  const sign = modelSign(data.model);
  const radius = signs().radius;
  ctx.beginPath();
  trace(ctx, sign.shape, x, y, radius);
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = colour("paper");
  ctx.stroke();
  ctx.lineWidth = 1.6;
  ctx.strokeStyle = sign.colour;
  if (data.tentative) {
    ctx.fillStyle = colour("paper");
    ctx.setLineDash(signs().tentative.split(" ").map(Number));
    ctx.fill();
    ctx.stroke();
  } else {
    ctx.fillStyle = sign.colour;
    ctx.fill();
    glyph(ctx, data.family, x, y, radius);
  }
}

export const SharpTile = L.Canvas.Tile.extend({
  initialize: function (coords, size, options) {
    L.Canvas.Tile.prototype.initialize.call(this, coords, size, options);
    // Leaflet.VectorGrid draws at one canvas pixel per CSS pixel, which is blurred on dense screens.
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    this._container.setAttribute("width", size.x * ratio);
    this._container.setAttribute("height", size.y * ratio);
    this._ctx.scale(ratio, ratio);
    this._container.setAttribute("role", "presentation");
  },
  _updateCircle: function (layer) {
    if (!this._drawing) return;
    const { x, y } = layer._point;
    this._ctx.save();
    (layer.properties.n > 1 ? drawCell : drawOrganisation)(this._ctx, x, y, layer.properties);
    this._ctx.restore();
  },
});

export const VectorLayer = L.VectorGrid.Protobuf.extend({
  options: {
    rendererFactory: (coords, size, options) => new SharpTile(coords, size, options),
    maxNativeZoom: 18,
  },
  _getVectorTilePromise: function (coords) {
    const answer = L.VectorGrid.Protobuf.prototype._getVectorTilePromise.call(this, coords);
    return answer.then(
      (tile) => {
        // The library turns an HTTP error into a tile whose layers are an array.
        if (Array.isArray(tile.layers)) this.fire("fault");
        return tile;
      },
      () => {
        this.fire("fault");
        return { layers: [] };
      }
    );
  },
});

export const vectorLayer = (url, options) => new VectorLayer(url, options);

/**
 * Paint the tiles of a layer in other styles, without asking for them again; the layer needs `getFeatureId`, and styles
 * that are one for each feature, or none.
 */
export function repaint(layer, styles) {
  layer.options.vectorTileLayerStyles = styles; // for tiles that are on their way or come later
  Object.values(layer._vectorTiles).forEach((tile) => {
    const { x, y } = tile._size;
    tile._ctx.clearRect(0, 0, x, y);
    Object.values(tile._features).forEach(({ layerName, feature }) => {
      const found = styles[layerName](feature.properties, tile.getCoord().z);
      feature.options = L.extend({}, L.Path.prototype.options, found);
      feature._updatePath();
    });
  });
}

export const landLayer = (url) =>
  new VectorLayer(url, {
    pane: "land",
    vectorTileLayerStyles: {
      sea: { fill: true, fillColor: colour("water"), fillOpacity: 1, stroke: false, weight: 0 },
      lakes: (_properties, zoom) => ({
        // The set's lakes are right to about zoom 9; beyond they only hint at where a lake is.
        fill: true, fillColor: colour("water"), fillOpacity: zoom <= 9 ? 1 : zoom === 10 ? 0.6 : 0.35, stroke: false, weight: 0,
      }),
      land: { fill: true, fillColor: colour("land"), fillOpacity: 1, color: colour("coast"), weight: 0.8, opacity: 1 },
    },
  });

export const adminLayer = (url) =>
  new VectorLayer(url, {
    pane: "admin",
    vectorTileLayerStyles: {
      districts: { fill: false, color: "#C6C1B4", weight: 0.4, opacity: 0.6 },
      prefectures: { fill: false, color: "#B9B4A6", weight: 0.5, opacity: 0.7 },
      provinces: { fill: false, color: "#8F897A", weight: 0.9, opacity: 0.8 },
      lines: { color: "#6F6A5E", weight: 1.3, opacity: 0.9 },
    },
  });

let unnamed = 0;
export const organisationLayer = (url) =>
  new VectorLayer(url, {
    pane: "organisations",
    getFeatureId: (feature) => feature.properties.id || "cell" + ++unnamed,
    vectorTileLayerStyles: { organisations: { radius: 6 } },
  });

// Walk the markers on screen as (point in container pixels, data, latlng); one that lies in two tiles comes once.
export function eachOrganisation(map, layer, visit) {
  const seen = new Set();
  const zoom = Math.round(map.getZoom());
  const screen = map.getSize();
  Object.entries((layer && layer._vectorTiles) || {}).forEach(([key, renderer]) => {
    const [x, y, z] = key.split(":").map(Number);
    if (z !== zoom || !renderer._features) return;
    Object.values(renderer._features).forEach(({ feature }) => {
      const inTile = feature._point;
      const size = layer.getTileSize();
      if (inTile.x < 0 || inTile.y < 0 || inTile.x >= size.x || inTile.y >= size.y) return;
      const place = L.point(x * size.x + inTile.x, y * size.y + inTile.y);
      const latlng = map.unproject(place, z); // tiles have whole zooms, the map of a comparison need not
      const point = map.latLngToContainerPoint(latlng);
      if (point.x < 0 || point.y < 0 || point.x > screen.x || point.y > screen.y) return;
      const mark = place.x.toFixed(1) + "," + place.y.toFixed(1);
      if (seen.has(mark)) return;
      seen.add(mark);
      visit(point, feature.properties, latlng);
    });
  });
}

export function organisationAt(map, layer, point) {
  let best = null;
  eachOrganisation(map, layer, (place, data, latlng) => {
    const reach = data.n > 1 ? cellRadius(data.n) : 11;
    const distance = place.distanceTo(point);
    if (distance <= reach && (!best || distance < best.distance)) best = { distance, data, latlng };
  });
  return best;
}
