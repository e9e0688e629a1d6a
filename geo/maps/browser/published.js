// Published layers over the cluster map, from `state.published`: [{id, version, colour (hex digits)}]; ids, numbers and
// colours only. Titles and attributes arrive as JSON when a person clicks and are written with textContent.
(function () {
  "use strict";
  const Observatory = (window.Observatory = window.Observatory || {});
  const BASE = window.location.pathname.split("/component/")[0];
  const attach = Observatory.attach;

  class Published {
    constructor(view) {
      this.view = view;
      this.layers = new Map();
      const pane = view.map.createPane("published");
      pane.style.zIndex = 405; // below boundaries and organisations, which stay to be clicked
      pane.style.opacity = 0.5;
      pane.style.pointerEvents = "none";
      const apply = view.apply.bind(view);
      view.apply = async (state) => {
        await apply(state);
        if (view.state === state) this.draw(state.published || []);
      };
      // Whatever else a click chooses, an area or nothing, the attributes below it are told.
      const pick = view.pick.bind(view);
      view.pick = (kind, id, latlng, event) => {
        pick(kind, id, latlng, event);
        if (event && event.containerPoint && event.latlng) this.ask(event);
      };
    }

    draw(wanted) {
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
        const grid = this.view.watch(Observatory.flatLayer(url, { colours: ["#" + layer.colour], pane: "published" }));
        grid.once("load", () => performance.mark("dco-published-drawn"));
        this.layers.set(key, grid.addTo(this.view.map));
      });
    }

    close() {
      if (this.tip) this.tip.remove();
      this.tip = null;
    }

    // The layer on top answers first; an organisation under the pointer keeps its own card.
    async ask(event) {
      this.close();
      const map = this.view.map;
      if (!this.wanted || !this.wanted.length) return;
      if (Observatory.organisationAt(map, this.view.layers.organisations, event.containerPoint)) return;
      const { lat, lng } = event.latlng;
      const place = "lng=" + lng + "&lat=" + lat + "&reach=" + Observatory.reachOf(map, event);
      for (const layer of [...this.wanted].reverse()) {
        const answer = await fetch(BASE + "/published/" + layer.id + "/" + layer.version + "/at.json?" + place);
        if (!answer.ok) continue;
        const found = await answer.json();
        if (!found) continue;
        this.tip = Observatory.attributeTip(map, event.latlng, found);
        return;
      }
    }
  }

  Observatory.attach = (map) => {
    attach(map);
    Observatory.published = new Published(Observatory.view);
  };
})();
