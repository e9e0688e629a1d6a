// Workbench: a session's own layers over the base map, from `state.workbench`: {layers: [{id, kind, version,
// colours (hex digits), shown, linked, shape, pattern,
// opacity}], chosen: {layer, row}, boxes: [{west, south, east, north, chosen}]}; ids, keys, colours and numbers only. Attributes arrive as
// JSON when a person clicks and are written with textContent.
import { attributesAt, attributeTip, flatLayer } from "./drawn.js";
import { BASE } from "./server.js";
import { colour } from "./signs.js";

function tiles(layer, row) {
  return flatLayer(BASE + "/workbench/" + layer.id + "/{z}/{x}/{y}.mvt?v=" + layer.version, {
    colours: layer.colours.map((digits) => "#" + digits),
    hollow: layer.kind === "before",
    calm: true, // one colour for all says nothing
    pane: "workbench",
    chosen: row,
    shape: layer.shape,
    pattern: layer.pattern,
  });
}

// What a layer's tiles depend on: others are drawn anew when it changes.
const keyOf = (layer, row) => [layer.id, layer.version, row, layer.colours.join(), layer.pattern].join("/");

export class Workbench {
  name = "workbench";
  layers = new Map();
  /** @type {string[]} */
  order = [];
  /** @type {Set<string>} */
  linked = new Set();

  /** @param {import("./view.js").MapView} view */
  attach(view) {
    this.view = view;
    view.pane("workbench", 405, false);
    view.map.on("click", (event) => this.ask(event));
  }

  draw({ workbench: wanted }) {
    const shown = wanted ? wanted.layers.filter((layer) => layer.shown) : [];
    const chosen = (wanted && wanted.chosen) || { layer: "", row: -1 };
    const rowOf = (layer) => (layer.id === chosen.layer ? chosen.row : -1);
    const keys = new Set(shown.map((layer) => keyOf(layer, rowOf(layer))));
    this.layers.forEach((grid, key) => {
      if (keys.has(key)) return;
      grid.remove();
      this.layers.delete(key);
    });
    shown.forEach((layer, place) => {
      const key = keyOf(layer, rowOf(layer));
      if (this.layers.has(key)) {
        this.layers.get(key).setOpacity(layer.opacity).setZIndex(place + 1);
        return;
      }
      const grid = this.view.faults.watch(tiles(layer, rowOf(layer)));
      grid.once("load", () => performance.mark("dco-workbench-drawn"));
      this.layers.set(key, grid.addTo(this.view.map).setOpacity(layer.opacity).setZIndex(place + 1));
    });
    this.order = shown.map((layer) => layer.id);
    this.linked = new Set(shown.filter((layer) => layer.linked).map((layer) => layer.id));
    this.drawBoxes(wanted ? wanted.boxes : []);
    this.close();
  }

  drawBoxes(boxes) {
    if (this.boxes) this.boxes.remove();
    this.boxes = L.layerGroup().addTo(this.view.map);
    boxes.forEach((box) => {
      const style = { color: box.chosen ? colour("text") : colour("grey"), weight: box.chosen ? 2.4 : 1.4, dashArray: box.chosen ? null : "6 5", fill: false, interactive: false };
      L.rectangle([[box.south, box.west], [box.north, box.east]], style).addTo(this.boxes);
    });
  }

  close() {
    if (this.tip) this.tip.remove();
    this.tip = null;
  }

  // The layer on top answers first; a place of a result is chosen by it, in the table and the chart too.
  async ask(event) {
    this.close();
    const ids = [...this.order].reverse();
    const found = await attributesAt(ids.map((id) => "/workbench/" + id), this.view.map, event);
    if (!found) return;
    this.tip = attributeTip(this.view.map, event.latlng, found);
    const layer = ids[found.path];
    if (!this.linked.has(layer)) return;
    this.view.clicks += 1;
    const properties = { kind: "row", layer, row: found.row, click: this.view.clicks };
    const feature = { type: "Feature", properties, geometry: null };
    this.view.signal.fire("click", { latlng: event.latlng, layer: { toGeoJSON: () => feature } });
  }
}
