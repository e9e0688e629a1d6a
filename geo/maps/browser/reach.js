// Reach: rings around a place, what a latency budget reaches, and parks with the true size of their uncertainty.
// Draws over the cluster map from `state.reach`: {origin: {lat, lng, radius_m}, rings: [{edge, points}],
// sites: {id: {verdict, ms}}}; ids, keys and numbers only. Every text is written with textContent.
import { makeFocusable } from "./network.js";
import { fetchJson } from "./server.js";
import { colour, signs } from "./signs.js";

const styleOf = (ring) => ({
  color: ring.colour, weight: ring.width_px, dashArray: ring.dash || null, fill: ring.fill_opacity > 0,
  fillColor: colour("computing"), fillOpacity: ring.fill_opacity,
});

function words(element, text, language) {
  element.textContent = text;
  element.lang = language === "zh" ? "zh-CN" : "en";
  return element;
}

export class Reach {
  name = "reach";
  /** @type {Record<string, any>} */
  layers = {};
  version = "";

  /** @param {import("./view.js").MapView} view */
  attach(view) {
    this.view = view;
    view.pane("reach", 415, false);
    view.pane("parks", 420);
  }

  // A cluster's label carries the latency to it, in the direction the page names. A hub stands where its cluster
  // stands; here the cluster's name is the one that is needed.
  label(candidate, { reach }) {
    if (!reach) return candidate;
    if (candidate.kind === "hub") return null;
    const site = candidate.kind === "computing" && reach.sites[candidate.key.slice("computing:".length)];
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
      L.polygon(ring.points, { pane: "reach", interactive: false, smoothFactor: 0, ...styleOf(signs().rings[ring.edge]) }).addTo(group);
    });
    const at = L.latLng(reach.origin.lat, reach.origin.lng);
    if (reach.origin.radius_m) {
      L.circle(at, { pane: "reach", radius: reach.origin.radius_m, color: colour("grey"), weight: 1, dashArray: "5 5", fill: false, interactive: false }).addTo(group);
    }
    L.circleMarker(at, { pane: "selection", radius: 7, color: "#fff", weight: 2, fillColor: colour("text"), fillOpacity: 1, interactive: false }).addTo(group);
    this.view.network.computing.forEach((item) => {
      const site = reach.sites[item.id];
      if (!site) return;
      const reached = site.verdict === "surely" || site.verdict === "possibly";
      L.circleMarker([item.lat, item.lon], {
        pane: "selection", radius: 14, fill: false, interactive: false, weight: reached ? 2.6 : 1.4,
        color: reached ? colour("text") : colour("grey"), dashArray: site.verdict === "possibly" ? signs().possibly : null,
      }).addTo(group);
      const mark = words(document.createElement("span"), signs().verdicts[site.verdict], this.view.language);
      const icon = L.divIcon({ className: "dco-verdict dco-verdict-" + site.verdict, html: mark, iconSize: [16, 16], iconAnchor: [-5, 20] });
      L.marker([item.lat, item.lon], { icon, pane: "labels", interactive: false, keyboard: false }).addTo(group);
    });
    return this.swap("reach", group);
  }

  async drawParks(state) {
    this.version = state.version;
    if (!state.layers.includes("parks")) return this.swap("parks", null);
    if (this.sitesVersion === state.version) return this.placeParks();
    return this.view.faults.guard("parks", () => fetchJson("/map/sites.json?v=" + state.version), (sites) => {
      this.sites = sites;
      this.sitesVersion = state.version;
      if (this.view.state.layers.includes("parks")) this.placeParks();
    });
  }

  placeParks() {
    const group = L.layerGroup();
    this.sites.computing.forEach((item) => group.addLayer(this.ring(item, "5 5")));
    this.sites.parks.forEach((park) => {
      const at = L.latLng(park.lat, park.lon);
      const name = park["name_" + this.view.language];
      const low = park.confidence === "low";
      const spot = L.circleMarker(at, {
        pane: "parks", radius: 4.5, color: colour("computing"), weight: 1.6, fillColor: low ? "#fff" : colour("computing"), fillOpacity: 1,
      });
      spot.bindTooltip(words(document.createElement("span"), name, this.view.language), { direction: "top", className: "dco-tip" });
      spot.on("click", (event) => this.view.pick("park", park.id, at, event));
      makeFocusable(spot, name, () => this.view.pick("park", park.id, at, null));
      group.addLayer(this.ring(park, "3 4"));
      group.addLayer(spot);
    });
    return this.swap("parks", group);
  }

  ring(item, dash) {
    return L.circle([item.lat, item.lon], {
      pane: "reach", radius: item.uncertainty_m, color: colour("computing"), weight: 1, opacity: 0.75, dashArray: dash, fill: false, interactive: false,
    });
  }
}
