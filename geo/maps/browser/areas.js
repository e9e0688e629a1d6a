// Areas of the observatory, coloured by class from `state.measured`: {areas, classes (one digit an area, x = unknown),
// colours (hex digits), values, stars (one digit an area, how many it has; "" = the method gives none), chosen (row,
// -1 = none)}; ids, keys and numbers only.
// Names arrive as JSON for what a person points at and are written with textContent.
import { noData } from "./drawn.js";
import { BASE, fetchJson } from "./server.js";
import { overlaps } from "./placement.js";
import { colour, element, shapeElement } from "./signs.js";
import { repaint, vectorLayer } from "./tiles.js";
import { calm } from "./view.js";

const HOVER_MS = 60;
const STAR_PX = 6;
const NARROW_PX = 500; // a phone, on which a wide country is shown one zoom further out

/** A region's stars in a row, as SVG. */
function starRow(count) {
  const width = count * STAR_PX * 2.2 + 2;
  const box = [-width / 2, -STAR_PX - 3, width, 2 * STAR_PX + 6];
  const svg = element("svg", { width, height: box[3], viewBox: box.join(" "), "aria-hidden": "true" });
  for (let place = 0; place < count; place++) {
    const x = (place - (count - 1) / 2) * STAR_PX * 2.2;
    const group = element("g", { transform: "translate(" + x + " 0)" }, svg);
    const paint = { fill: colour("text"), stroke: colour("paper"), "stroke-width": 1.4, "paint-order": "stroke" };
    shapeElement("star", STAR_PX, paint, group);
  }
  return { svg, width, height: box[3] };
}

export class Areas {
  name = "areas";
  drawn = "";
  /** @type {any} */
  wanted = null;
  /** @type {[number, number][] | null} */
  places = null;

  /** @param {import("./view.js").MapView} view */
  attach(view) {
    this.view = view;
    view.pane("measured", 405, false);
    view.pane("stars", 630, false);
    this.stars = L.layerGroup().addTo(view.map);
    /** @type {Map<string, any>} */
    this.anchors = new Map();
    view.map.on("zoomend", () => this.placeStars());
    view.map.on("click", (event) => this.choose(event));
    view.map.on("mousemove", (event) => this.later(event));
    view.map.on("mouseout", () => this.close());
  }

  styles(wanted) {
    const colours = wanted.colours.map((digits) => "#" + digits);
    const fill = (p) => {
      const digit = wanted.classes[p.row];
      return digit === undefined || digit === "x" ? noData() : colours[Number(digit)];
    };
    const line = (p) => {
      if (p.row === wanted.chosen) return { color: colour("text"), weight: 3, opacity: 1 };
      if (Number(wanted.stars[p.row])) return { color: colour("text"), weight: 1.4, opacity: 0.9 };
      return { color: colour("muted"), weight: 0.5, opacity: 0.6 };
    };
    return {
      areas: (p) => ({ fill: true, fillColor: fill(p), fillOpacity: 0.9, stroke: false, weight: 0, opacity: 0 }),
      lines: line,
      points: () => [],
    };
  }

  draw({ measured: wanted }) {
    const drawn = JSON.stringify(wanted || null);
    if (drawn === this.drawn) return null;
    this.drawn = drawn;
    this.wanted = wanted;
    this.close();
    const old = this.grid;
    this.grid = null;
    if (!wanted) {
      if (old) old.remove();
      this.stars.clearLayers();
      return null;
    }
    const url = BASE + "/areas/" + wanted.areas + "/{z}/{x}/{y}.mvt?v=" + this.view.version;
    const styles = this.styles(wanted);
    if (old && old.address === url) {
      // The same areas in other colours: the tiles at hand are painted anew, none is asked for.
      this.grid = old;
      repaint(old, styles);
      performance.mark("dco-areas-drawn");
      return this.star(wanted);
    }
    let features = 0;
    const getFeatureId = () => "area" + ++features; // several pieces may be of one row
    const fresh = this.view.faults.watch(vectorLayer(url, { pane: "measured", vectorTileLayerStyles: styles, getFeatureId }));
    fresh.address = url;
    // The old tiles stay until the new ones are there, so that a change does not flash.
    fresh.once("load", () => {
      if (old) old.remove();
      performance.mark("dco-areas-drawn");
    });
    this.grid = fresh.addTo(this.view.map);
    return this.star(wanted);
  }

  goTo(view, first) {
    const { map } = this.view;
    const zoom = (map.getSize().x < NARROW_PX && view.narrow) || view.zoom;
    if (first || calm) map.setView([view.lat, view.lng], zoom, { animate: false });
    else map.flyTo([view.lat, view.lng], zoom, { duration: 0.9 });
  }

  // Signs of regions that a method gives stars to.
  star(wanted) {
    this.stars.clearLayers();
    this.places = null;
    if (!wanted.stars) return null;
    const path = "/areas/" + wanted.areas + "/anchors.json?v=" + this.view.version;
    const load = async () => this.anchors.get(path) || fetchJson(path);
    return this.view.faults.guard("stars", load, (places) => {
      this.anchors.set(path, places);
      if (this.wanted !== wanted) return; // another choice came while the places were on their way
      this.places = places;
      this.placeStars();
    });
  }

  // Rows of stars, the most stars and the highest value first; one that would lie over another waits for a closer look,
  // and its region is outlined all the same.
  placeStars() {
    this.stars.clearLayers();
    if (!this.places || !this.wanted || !this.wanted.stars) return;
    const { stars, values } = this.wanted;
    const starred = this.places.map(([lng, lat], row) => ({ lng, lat, row, count: Number(stars[row]) }));
    const order = starred.filter((one) => one.count).sort((a, b) => b.count - a.count || values[b.row] - values[a.row]);
    const taken = [];
    for (const { lng, lat, count } of order) {
      const at = this.view.map.project([lat, lng]);
      const { svg, width, height } = starRow(count);
      const box = { x0: at.x - width / 2, x1: at.x + width / 2, y0: at.y - height / 2, y1: at.y + height / 2 };
      if (taken.some((other) => overlaps(box, other))) continue;
      taken.push(box);
      const size = { iconSize: L.point(width, height), iconAnchor: L.point(width / 2, height / 2) };
      const icon = L.divIcon({ className: "dco-stars", html: svg, ...size });
      L.marker([lat, lng], { icon, pane: "stars", interactive: false, keyboard: false }).addTo(this.stars);
    }
  }

  async at(event) {
    const { lat, lng } = event.latlng.wrap();
    const answer = await fetch(BASE + "/areas/" + this.wanted.areas + "/at.json?lng=" + lng + "&lat=" + lat + "&reach=0.0001");
    return answer.ok ? answer.json() : null;
  }

  async choose(event) {
    if (!this.wanted) return;
    const found = await this.at(event);
    if (!found) return;
    this.view.clicks += 1;
    const properties = { kind: "region", id: found.id, click: this.view.clicks };
    const feature = { type: "Feature", properties, geometry: null };
    this.view.signal.fire("click", { latlng: event.latlng, layer: { toGeoJSON: () => feature } });
  }

  later(event) {
    if (!this.wanted) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.tell(event), HOVER_MS);
  }

  async tell(event) {
    const asked = (this.asked = event);
    const found = await this.at(event);
    if (this.asked !== asked || !this.wanted) return;
    this.close();
    if (!found) return;
    const box = document.createElement("span");
    const value = this.wanted.values[found.row];
    const shown = value === null || value === undefined ? "\u2014" : value.toLocaleString("en").replaceAll(",", "\u202f");
    box.textContent = found[this.view.language] + "  " + shown;
    this.tip = L.tooltip({ direction: "top", offset: [0, -8], className: "dco-tip" })
      .setLatLng(event.latlng).setContent(box).addTo(this.view.map);
  }

  close() {
    if (this.tip) this.tip.remove();
    this.tip = null;
  }
}
