// Workbench: a session's own layers over the base map, from `state.workbench`: {layers: [{id, kind, version,
// colours (hex digits), shown}], boxes: [{west, south, east, north, chosen}]}; ids, keys, colours and numbers only. Attributes arrive as
// JSON when a person clicks and are written with textContent.
import { attributesAt, attributeTip, flatLayer } from "./drawn.js";
import { BASE } from "./server.js";
import { colour } from "./signs.js";

function tiles(layer) {
  return flatLayer(BASE + "/workbench/" + layer.id + "/{z}/{x}/{y}.mvt?v=" + layer.version, {
    colours: layer.colours.map((digits) => "#" + digits),
    hollow: layer.kind === "before",
    calm: true, // one colour for all says nothing
    pane: "workbench",
  });
}

export class Workbench {
  name = "workbench";
  layers = new Map();
  /** @type {string[]} */
  order = [];

  /** @param {import("./view.js").MapView} view */
  attach(view) {
    this.view = view;
    view.pane("workbench", 405, false).style.opacity = "0.85";
    view.map.on("click", (event) => this.ask(event));
  }

  draw({ workbench: wanted }) {
    const shown = wanted ? wanted.layers.filter((layer) => layer.shown) : [];
    const keys = new Set(shown.map((layer) => layer.id + "/" + layer.version));
    this.layers.forEach((grid, key) => {
      if (keys.has(key)) return;
      grid.remove();
      this.layers.delete(key);
    });
    shown.forEach((layer) => {
      const key = layer.id + "/" + layer.version;
      if (this.layers.has(key)) return;
      const grid = this.view.faults.watch(tiles(layer));
      grid.once("load", () => performance.mark("dco-workbench-drawn"));
      this.layers.set(key, grid.addTo(this.view.map));
    });
    this.order = shown.map((layer) => layer.id);
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

  // The layer on top answers first.
  async ask(event) {
    this.close();
    const paths = [...this.order].reverse().map((id) => "/workbench/" + id);
    const found = await attributesAt(paths, this.view.map, event);
    if (found) this.tip = attributeTip(this.view.map, event.latlng, found);
  }
}
