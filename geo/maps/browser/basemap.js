// The base map an institution brings along, over the offline one: a source of tiles, or one file that our server reads.
// Vector tiles of the Protomaps and OpenMapTiles schemas get our calm style; border lines and names are not drawn.
import { BASE } from "./server.js";
import { colour } from "./signs.js";
import { VectorLayer } from "./tiles.js";

const ROAD = "#CFC8B8";
const GREEN = "#E4EBDA";
const BUILT = "#ECE7DC";

// Names of layers in both schemas, in the order they are painted; all others are left out.
const ORDER = [
  "ground", "earth", "landcover", "landuse", "park", "natural", "water", "waterway", "physical_line", "aeroway",
  "transit", "roads", "transportation", "buildings", "building",
];
const GREENS = new Set([
  "park", "forest", "wood", "grass", "grassland", "scrub", "nature_reserve", "wetland", "cemetery", "golf_course",
  "garden", "meadow", "farmland", "protected_area", "national_park", "village_green", "recreation_ground",
]);
/** @type {[RegExp, number][]} */
const WIDTHS = [
  [/^(highway|motorway|trunk)/, 2.2],
  [/^(major_road|primary|secondary)/, 1.5],
  [/^(medium_road|tertiary)/, 1.1],
  [/^(minor_road|minor|service|residential|street)/, 0.7],
  [/^rail/, 0.6],
];

const kindOf = (p) => String(p.class || p.kind || p["pmap:kind"] || "");
const filled = (fillColor, fillOpacity = 1) => ({ fill: true, fillColor, fillOpacity, stroke: false, weight: 0, opacity: 0 });

function land(p) {
  if (GREENS.has(kindOf(p)) || GREENS.has(String(p.subclass || ""))) return filled(GREEN, 0.8);
  return /residential|commercial|industrial|urban|school|hospital|university/.test(kindOf(p)) ? filled(BUILT, 0.7) : [];
}

function road(p, zoom) {
  const found = WIDTHS.find(([kinds]) => kinds.test(kindOf(p)));
  if (!found || (found[1] < 1 && zoom < 12)) return [];
  return { color: ROAD, weight: found[1] * Math.min(Math.max((zoom - 4) / 8, 0.4), 2), opacity: 0.9, fill: false };
}

function styles() {
  const water = filled(colour("water"));
  const line = { color: colour("water"), weight: 1, opacity: 1, fill: false };
  return {
    ground: filled(colour("land")),
    earth: filled(colour("land")),
    landcover: land, landuse: land, park: () => filled(GREEN, 0.8), natural: land,
    water: (p) => (/^(river|stream|canal|ditch|drain)/.test(kindOf(p)) ? line : water),
    waterway: line, physical_line: line, aeroway: () => filled(BUILT, 0.9), transit: road,
    roads: road, transportation: road,
    buildings: (_p, zoom) => (zoom < 13 ? [] : filled("#E3DDD0", 0.9)),
    building: (_p, zoom) => (zoom < 13 ? [] : filled("#E3DDD0", 0.9)),
  };
}

// Where a schema has no land of its own (OpenMapTiles), a tile is land unless it says water.
const ground = () => ({
  extent: 4096,
  features: [{ type: 3, properties: {}, geometry: [[[-64, -64], [4160, -64], [4160, 4160], [-64, 4160], [-64, -64]].map(([x, y]) => ({ x, y }))] }],
});

const Detailed = VectorLayer.extend({
  _getVectorTilePromise: function (coords) {
    return VectorLayer.prototype._getVectorTilePromise.call(this, coords).then((tile) => {
      const found = tile.layers || {};
      const whole = Object.keys(found).length && !found.earth ? { ...found, ground: ground() } : found;
      return { layers: Object.fromEntries(ORDER.filter((name) => whole[name]).map((name) => [name, whole[name]])) };
    });
  },
});

/** The layer of a source as `/map/basemap.json` tells it. */
export function baseLayer(source) {
  if (!source.kind) return L.tileLayer(source.url, { pane: "land", maxZoom: 18, zIndex: 2 });
  const [west, south, east, north] = source.bounds;
  const options = {
    pane: "land", zIndex: 2, minZoom: source.zooms[0], maxZoom: 18, maxNativeZoom: source.zooms[1],
    bounds: L.latLngBounds([south, west], [north, east]),
  };
  const url = BASE + source.url;
  return source.kind === "raster"
    ? L.tileLayer(url, options)
    : new Detailed(url, { ...options, vectorTileLayerStyles: styles() });
}
