// Maps of a comparison: one view per frame as on the cluster map, plus a fractional zoom that keeps one scale, an
// outline of another cluster in true size, panning linked between frames, and keys handed to the presenter.
import { metresPerPixel, moved, movedFrom, zoomFor } from "./scale.js";
import { fetchJson } from "./server.js";
import { colour } from "./signs.js";

const PADDING_PX = 10; // between what a frame shows and its edges
const PRESENTER_KEYS = ["ArrowLeft", "ArrowRight", "PageUp", "PageDown", " ", "f", "F", "n", "N", "Escape"];

/** Maps of one group move together: each tells how far it has been moved from its start, on the ground. */
class Link {
  /** @param {L.Map} map */
  constructor(map) {
    this.map = map;
    this.frame = Math.random().toString(36).slice(2);
    /** @type {BroadcastChannel | null} */
    this.channel = null;
    /** @type {L.LatLng | null} */
    this.home = null;
    this.following = false;
    this.group = "";
  }

  join(group) {
    if (this.group === group) return;
    if (this.channel) this.channel.close();
    this.group = group;
    this.channel = group ? new BroadcastChannel("observatory-comparison-" + group) : null;
    if (this.channel) this.channel.onmessage = (event) => this.follow(event.data);
  }

  tell() {
    if (!this.channel || this.following || !this.home) return;
    const centre = this.map.getCenter();
    const metres = metresPerPixel(centre.lat, this.map.getZoom());
    this.channel.postMessage({ frame: this.frame, ...moved(this.home, centre), metres });
  }

  follow(move) {
    if (!this.home || move.frame === this.frame) return;
    const { lat, lng } = movedFrom(this.home, move);
    this.following = true;
    this.map.setView([lat, lng], zoomFor(lat, move.metres), { animate: false });
    this.following = false;
  }
}

export class Comparison {
  name = "comparison";
  overKey = "";

  /** @param {import("./view.js").MapView} view */
  attach(view) {
    this.view = view;
    this.link = new Link(view.map);
    view.map.on("drag zoomend moveend", () => this.link.tell());
    document.addEventListener("keydown", (event) => {
      const within = /** @type {Element} */ (event.target).closest("input, textarea, .leaflet-container:focus");
      if (!within && PRESENTER_KEYS.includes(event.key)) {
        window.parent.postMessage({ observatoryKey: event.key }, window.location.origin);
      }
    });
  }

  // Maps of a comparison start where they are told, without a flight; "fit" measures the frame itself.
  goTo(target) {
    const { map } = this.view;
    const size = map.getSize();
    if (Math.min(size.x, size.y) <= 2 * PADDING_PX) {
      map.once("resize", () => this.goTo(target)); // a frame that is not laid out yet has nothing to fit
      return;
    }
    this.link.following = true;
    const [west, south, east, north] = target.box || [];
    if (target.fit) map.fitBounds([[south, west], [north, east]], { animate: false, padding: [PADDING_PX, PADDING_PX] });
    else map.setView([target.lat, target.lng], target.zoom, { animate: false });
    this.link.following = false;
    if (target.serial !== undefined) this.link.home = map.getCenter();
  }

  async draw(state) {
    this.link.join(state.linked);
    const key = JSON.stringify(state.over || null);
    if (this.overKey === key) return;
    this.overKey = key;
    this.view.swap("over", null);
    this.view.faults.mended("over");
    if (!state.over) return;
    const query = "lat=" + state.over.lat + "&lng=" + state.over.lng + "&v=" + state.version;
    const path = "/map/true_size/" + state.over.id + ".json?" + query;
    await this.view.faults.guard("over", () => fetchJson(path), (geometry) => {
      if (this.overKey === key) this.drawOver(geometry, state);
    });
  }

  drawOver(geometry, state) {
    const ink = colour("text");
    const outline = L.geoJSON(geometry, {
      pane: "selection",
      interactive: false,
      style: { color: ink, weight: 2.5, dashArray: "1 5", lineCap: "round", fillColor: ink, fillOpacity: 0.06 },
    });
    this.view.swap("over", outline);
    const cluster = this.view.network.clusters.find((item) => item.id === state.over.id);
    if (!cluster) return;
    const name = document.createElement("span");
    name.textContent = cluster[state.language === "zh" ? "name_zh" : "name_en"];
    const at = outline.getBounds();
    const icon = L.divIcon({ className: "dco-label dco-label-cluster dco-over-name", html: name, iconSize: null });
    L.marker([at.getNorth(), at.getCenter().lng], { pane: "labels", interactive: false, icon }).addTo(outline);
  }
}
