// Published layers over the cluster map, from `state.published`: [{id, version, colour (hex digits)}]; ids, numbers and
// colours only. Titles and attributes arrive as JSON when a person clicks and are written with textContent.
import { attributesAt, attributeTip, flatLayer } from "./drawn.js";
import { BASE } from "./server.js";
import { organisationAt } from "./tiles.js";

export class Published {
  name = "published";
  layers = new Map();
  /** @type {any[]} */
  wanted = [];

  /** @param {import("./view.js").MapView} view */
  attach(view) {
    this.view = view;
    // Below boundaries and organisations, which stay to be clicked.
    view.pane("published", 405, false).style.opacity = "0.5";
  }

  draw({ published: wanted = [] }) {
    this.wanted = wanted;
    const keys = new Map(wanted.map((layer) => [[layer.id, layer.version, layer.colour].join("/"), layer]));
    this.layers.forEach((grid, key) => {
      if (keys.has(key)) return;
      grid.remove();
      this.layers.delete(key);
      this.close();
    });
    keys.forEach((layer, key) => {
      if (this.layers.has(key)) return;
      const url = BASE + "/published/" + layer.id + "/" + layer.version + "/{z}/{x}/{y}.mvt";
      const grid = this.view.faults.watch(flatLayer(url, { colours: ["#" + layer.colour], pane: "published" }));
      grid.once("load", () => performance.mark("dco-published-drawn"));
      this.layers.set(key, grid.addTo(this.view.map));
    });
  }

  close() {
    if (this.tip) this.tip.remove();
    this.tip = null;
  }

  // The layer on top answers first; an organisation under the pointer keeps its own card.
  async picked(event) {
    this.close();
    const { map, layers } = this.view;
    if (!this.wanted.length || organisationAt(map, layers.organisations, event.containerPoint)) return;
    const paths = [...this.wanted].reverse().map((layer) => "/published/" + layer.id + "/" + layer.version);
    const found = await attributesAt(paths, map, event);
    if (found) this.tip = attributeTip(map, event.latlng, found);
  }
}
