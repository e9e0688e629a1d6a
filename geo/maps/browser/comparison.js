// Maps of a comparison: one view per frame as on the cluster map, plus a fractional zoom that keeps one scale, an
// outline of another cluster in true size, panning linked between frames, and keys handed to the presenter.
(function () {
  "use strict";
  const Observatory = (window.Observatory = window.Observatory || {});
  const BASE = window.location.pathname.split("/component/")[0];
  const EQUATOR_M = 2 * Math.PI * 6378137;
  const E2 = 0.00669437999014; // WGS84
  const PRESENTER_KEYS = ["ArrowLeft", "ArrowRight", "PageUp", "PageDown", " ", "f", "F", "n", "N", "Escape"];

  // Radii of the ellipsoid along and across the meridian, over the equator's.
  function radii(lat) {
    const root = 1 - E2 * Math.sin((lat * Math.PI) / 180) ** 2;
    return { across: 1 / Math.sqrt(root), along: (1 - E2) / Math.pow(root, 1.5) };
  }
  function groundFactor(lat) {
    const { across, along } = radii(lat);
    return Math.cos((lat * Math.PI) / 180) * Math.sqrt(across * along);
  }
  const zoomFor = (lat, metres) => Math.log2((EQUATOR_M * groundFactor(lat)) / 256 / metres);
  Observatory.metresPerPixel = (lat, zoom) => (EQUATOR_M * groundFactor(lat)) / 256 / Math.pow(2, zoom);

  class Link {
    constructor(view) {
      this.view = view;
      this.frame = Math.random().toString(36).slice(2);
    }

    join(group) {
      if (this.group === group) return;
      if (this.channel) this.channel.close();
      this.group = group;
      this.channel = group ? new BroadcastChannel("observatory-comparison-" + group) : null;
      if (this.channel) this.channel.onmessage = (event) => this.follow(event.data);
    }

    // How far this map has been moved from its start, on the ground, and its scale.
    tell() {
      if (!this.channel || this.following || !this.home) return;
      const centre = this.view.map.getCenter();
      const { across, along } = radii(this.home.lat);
      const degree = (Math.PI / 180) * 6378137;
      this.channel.postMessage({
        frame: this.frame,
        east: (centre.lng - this.home.lng) * degree * across * Math.cos((this.home.lat * Math.PI) / 180),
        north: (centre.lat - this.home.lat) * degree * along,
        metres: Observatory.metresPerPixel(centre.lat, this.view.map.getZoom()),
      });
    }

    follow(move) {
      if (!this.home || move.frame === this.frame) return;
      const { across, along } = radii(this.home.lat);
      const degree = (Math.PI / 180) * 6378137;
      const lat = Math.max(-84, Math.min(84, this.home.lat + move.north / degree / along));
      const lng = this.home.lng + move.east / degree / across / Math.cos((this.home.lat * Math.PI) / 180);
      this.following = true;
      this.view.map.setView([lat, lng], zoomFor(lat, move.metres), { animate: false });
      this.following = false;
    }
  }

  Observatory.attachComparison = function (map) {
    Observatory.attach(map);
    const view = Observatory.view;
    view.link = new Link(view);
    // Maps of a comparison start where they are told, without a flight; "fit" measures the frame itself.
    view.goTo = (target) => {
      const size = map.getSize();
      if (!size.x || !size.y) {
        map.once("resize", () => view.goTo(target)); // a frame that is not laid out yet has nothing to fit
        return;
      }
      view.link.following = true;
      const [west, south, east, north] = target.box || [];
      if (target.fit) map.fitBounds([[south, west], [north, east]], { animate: false, padding: [10, 10] });
      else map.setView([target.lat, target.lng], target.zoom, { animate: false });
      view.link.following = false;
      if (target.serial !== undefined) view.link.home = map.getCenter();
    };
    map.on("drag zoomend moveend", () => view.link.tell());
    document.addEventListener("keydown", (event) => {
      if (!PRESENTER_KEYS.includes(event.key) || event.target.closest("input, textarea, .leaflet-container:focus")) return;
      window.parent.postMessage({ observatoryKey: event.key }, window.location.origin);
    });
  };

  Observatory.applyComparison = async function (state) {
    const view = Observatory.view;
    view.link.join(state.linked);
    await Observatory.apply(state);
    const key = JSON.stringify(state.over || null);
    if (view.overKey === key) return;
    view.overKey = key;
    view.swap("over", null);
    if (!state.over) return;
    const query = "lat=" + state.over.lat + "&lng=" + state.over.lng + "&v=" + state.version;
    const response = await fetch(BASE + "/map/true_size/" + state.over.id + ".json?" + query);
    if (!response.ok) return view.showFault();
    const geometry = await response.json();
    if (view.overKey !== key) return;
    const cluster = view.network.clusters.find((item) => item.id === state.over.id);
    const outline = L.geoJSON(geometry, {
      pane: "selection",
      interactive: false,
      style: { color: "#2B2B2B", weight: 2.5, dashArray: "1 5", lineCap: "round", fillColor: "#2B2B2B", fillOpacity: 0.06 },
    });
    view.swap("over", outline);
    if (!cluster) return;
    const name = document.createElement("span");
    name.textContent = cluster[state.language === "zh" ? "name_zh" : "name_en"];
    const at = outline.getBounds();
    L.marker([at.getNorth(), at.getCenter().lng], {
      pane: "labels",
      interactive: false,
      icon: L.divIcon({ className: "dco-label dco-label-cluster dco-over-name", html: name, iconSize: null }),
    }).addTo(outline);
  };
})();
