// Reach: rings around a place, what a latency budget reaches, and parks with the true size of their uncertainty.
// Draws over the cluster map from `state.reach`: {origin: {lat, lng, radius_m}, rings: [{edge, points}],
// sites: {id: {verdict, ms}}}; ids, keys and numbers only. Every text is written with textContent.
(function () {
  "use strict";
  const Observatory = (window.Observatory = window.Observatory || {});
  const BASE = window.location.pathname.split("/component/")[0];
  const INK = "#2B2B2B";
  const ORANGE = "#D55E00";
  const GREY = "#6B6B6B";
  const RINGS = {
    sure: { color: INK, weight: 2.2, fill: true, fillColor: ORANGE, fillOpacity: 0.1 },
    estimate: { color: INK, weight: 1, dashArray: "2 5", fill: false },
    possible: { color: INK, weight: 1.8, dashArray: "9 6", fill: true, fillColor: ORANGE, fillOpacity: 0.05 },
    floor: { color: GREY, weight: 1.2, dashArray: "1 5", fill: false },
  };
  const MARKS = { surely: "\u2713", possibly: "?", not: "\u00d7", impossible: "\u00d7" };
  const attach = Observatory.attach;

  function words(element, text, language) {
    element.textContent = text;
    element.lang = language === "zh" ? "zh-CN" : "en";
    return element;
  }

  class Reach {
    constructor(view) {
      this.view = view;
      this.layers = {};
      [["reach", 415], ["parks", 420]].forEach(([name, z]) => (view.map.createPane(name).style.zIndex = z));
      view.map.getPane("reach").style.pointerEvents = "none";
      const apply = view.apply.bind(view);
      const place = view.labels.place.bind(view.labels);
      view.apply = async (state) => {
        const before = view.state || {};
        await apply(state);
        if (view.state === state) await this.draw(state, before);
      };
      view.labels.place = (candidates) => {
        const reach = view.state && view.state.reach;
        // A hub stands where its cluster stands; here the cluster's name is the one that is needed.
        const wanted = reach ? candidates.filter((c) => c.kind !== "hub") : candidates;
        place(wanted.map((c) => this.labelled(c)));
      };
    }

    // A cluster's label carries the latency to it, in the direction the page names.
    labelled(candidate) {
      const reach = this.view.state && this.view.state.reach;
      const site = reach && candidate.kind === "computing" && reach.sites[candidate.key.slice(1)];
      return site ? { ...candidate, text: candidate.text + " " + site.ms.toFixed(1) + " ms", gap: 15 } : candidate;
    }

    async draw(state, before) {
      const changed = (key) => JSON.stringify(before[key]) !== JSON.stringify(state[key]);
      if (changed("reach") || changed("language")) this.drawReach(state.reach);
      if (changed("layers") || changed("language") || this.version !== state.version) await this.drawParks(state);
      performance.mark("dco-reach-drawn");
    }

    swap(name, layer) {
      if (this.layers[name]) this.layers[name].remove();
      this.layers[name] = layer ? layer.addTo(this.view.map) : null;
    }

    drawReach(reach) {
      if (!reach) return this.swap("reach", null);
      const group = L.layerGroup();
      reach.rings.filter((ring) => ring.points.length).forEach((ring) => {
        L.polygon(ring.points, { pane: "reach", interactive: false, smoothFactor: 0, ...RINGS[ring.edge] }).addTo(group);
      });
      const at = [reach.origin.lat, reach.origin.lng];
      if (reach.origin.radius_m) {
        L.circle(at, { pane: "reach", radius: reach.origin.radius_m, color: GREY, weight: 1, dashArray: "5 5", fill: false, interactive: false }).addTo(group);
      }
      L.circleMarker(at, { pane: "selection", radius: 7, color: "#fff", weight: 2, fillColor: INK, fillOpacity: 1, interactive: false }).addTo(group);
      this.view.network.computing.forEach((item) => {
        const site = reach.sites[item.id];
        if (!site) return;
        const reached = site.verdict === "surely" || site.verdict === "possibly";
        L.circleMarker([item.lat, item.lon], {
          pane: "selection", radius: 14, fill: false, interactive: false, weight: reached ? 2.6 : 1.4,
          color: reached ? INK : GREY, dashArray: site.verdict === "possibly" ? "4 4" : null,
        }).addTo(group);
        const mark = words(document.createElement("span"), MARKS[site.verdict], this.view.language);
        const icon = L.divIcon({ className: "dco-verdict dco-verdict-" + site.verdict, html: mark, iconSize: [16, 16], iconAnchor: [-5, 20] });
        L.marker([item.lat, item.lon], { icon, pane: "labels", interactive: false, keyboard: false }).addTo(group);
      });
      return this.swap("reach", group);
    }

    async drawParks(state) {
      this.version = state.version;
      if (!state.layers.includes("parks")) return this.swap("parks", null);
      if (this.sitesVersion !== state.version) {
        const response = await fetch(BASE + "/map/sites.json?v=" + state.version);
        if (!response.ok) return this.view.showFault();
        this.sites = await response.json();
        this.sitesVersion = state.version;
      }
      const group = L.layerGroup();
      this.sites.computing.forEach((item) => group.addLayer(this.ring(item, "5 5")));
      this.sites.parks.forEach((park) => {
        const at = L.latLng(park.lat, park.lon);
        const name = park["name_" + this.view.language];
        const low = park.confidence === "low";
        const spot = L.circleMarker(at, {
          pane: "parks", radius: 4.5, color: ORANGE, weight: 1.6, fillColor: low ? "#fff" : ORANGE, fillOpacity: 1,
        });
        spot.bindTooltip(words(document.createElement("span"), name, this.view.language), { direction: "top", className: "dco-tip" });
        spot.on("click", (event) => this.view.pick("park", park.id, at, event));
        group.addLayer(this.ring(park, "3 4"));
        group.addLayer(spot);
      });
      return this.swap("parks", group);
    }

    ring(item, dash) {
      return L.circle([item.lat, item.lon], {
        pane: "reach", radius: item.uncertainty_m, color: ORANGE, weight: 1, opacity: 0.75, dashArray: dash, fill: false, interactive: false,
      });
    }
  }

  Observatory.attach = (map) => {
    attach(map);
    Observatory.reach = new Reach(Observatory.view);
  };
})();
