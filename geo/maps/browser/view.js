// A map: apply(state) whenever a filter, layer, language or selection changes. Only what changed is drawn again; the map
// keeps its place. State holds ids, numbers and keys of registries only; names arrive as JSON from our routes and are
// written with textContent or on a canvas. What a page adds to its map is a plugin, given to `use`.
import { baseLayer } from "./basemap.js";
import { creditsInView, showCredits } from "./credits.js";
import { Faults } from "./faults.js";
import { graticule } from "./graticule.js";
import { Labels } from "./labels.js";
import { background, candidates } from "./named.js";
import { clusterLayers, computingLayers, linkLayers, platformLayers } from "./network.js";
import { aside } from "./pins.js";
import { covered } from "./placement.js";
import { BASE, fetchJson } from "./server.js";
import { adopt, colour, definePatterns } from "./signs.js";
import { adminLayer, cellRadius, eachOrganisation, landLayer, organisationAt, organisationLayer } from "./tiles.js";

export const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// In the order in which the keyboard goes through them: clusters first, links last.
/** @type {[string, number][]} */
const PANES = [
  ["clusters", 610], ["markers", 600],
  ["land", 210], ["admin", 230], ["graticule", 240], ["areas", 410], ["links", 430],
  ["organisations", 450], ["selection", 460], ["labels", 640],
];
const SILENT_PANES = new Set(["land", "admin", "graticule", "organisations", "selection", "labels"]);

/**
 * What a page adds to its map. Every method may be left out; what several plugins do must not depend on their order.
 * @typedef {object} Plugin
 * @property {string} name how the page and its tests ask for it
 * @property {(view: MapView) => void} [attach] once, when it is given to the view
 * @property {(state: any, before: any) => unknown} [draw] after the view has drawn a state
 * @property {() => any[]} [occupied] what it has drawn that no label may cover: {key, lat, lng, gap}
 * @property {(candidate: any, state: any) => any} [label] changes a candidate for a label, or drops it with null
 * @property {(event: any) => void} [picked] after a click on the map or on something of it
 * @property {(target: any, first: boolean) => void} [goTo] moves the map instead of the view; one plugin at most
 */

export class MapView {
  /**
   * @param {L.Map} map
   * @param {any} signal the layer whose clicks carry a choice to Python
   */
  constructor(map, signal) {
    this.map = map;
    this.signal = signal;
    /** @type {any} */
    this.state = null;
    /** @type {any} */
    this.wanted = null;
    /** @type {Record<string, any>} */
    this.layers = {};
    /** @type {Record<string, any>} */
    this.plugins = {};
    /** @type {any} */
    this.words = null;
    /** @type {any} */
    this.network = null;
    /** @type {any[]} */
    this.places = [];
    /** @type {any[]} */
    this.units = [];
    this.language = "zh";
    this.version = "";
    this.clicks = 0;
    PANES.forEach(([name, z]) => this.pane(name, z, !SILENT_PANES.has(name)));
    this.renderer = L.svg({ pane: "areas", padding: 0.4 });
    this.linkRenderer = L.svg({ pane: "links", padding: 0.4 });
    this.labels = new Labels().addTo(map);
    this.faults = new Faults(map);
    map.attributionControl.setPrefix(false);
    L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map);
    map.on("moveend zoomend resize", () => this.refresh());
    map.on("click", (event) => this.pick("none", "", event.latlng, event));
    map.on("mousemove", (event) => this.hover(event));
    // The page's stylesheet and the window decide the size, after Leaflet has measured it.
    new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
  }

  /** Make a pane; one that is not clickable lets the pointer through. */
  pane(name, z, clickable = true) {
    const made = this.map.createPane(name);
    made.style.zIndex = String(z);
    if (!clickable) made.style.pointerEvents = "none";
    return made;
  }

  /**
   * Add what a page needs besides; call it before the first state comes.
   * @param {Plugin} plugin
   * @returns {this}
   */
  use(plugin) {
    if (this.plugins[plugin.name]) throw new Error("The map already has a plugin " + plugin.name);
    if (plugin.goTo && this.each("goTo").length) throw new Error("Two plugins would move the map: " + plugin.name);
    this.plugins[plugin.name] = plugin;
    if (plugin.attach) plugin.attach(this);
    return this;
  }

  /** The plugins that have a method. */
  each(method) {
    return Object.values(this.plugins).filter((plugin) => plugin[method]);
  }

  async load(version) {
    const names = ["words", "network", "labels"];
    return Promise.all(names.map((name) => fetchJson("/map/" + name + ".json?v=" + version)));
  }

  async apply(state) {
    this.wanted = state;
    this.faults.language = this.language = state.language;
    if (this.version === state.version) return this.draw(state);
    return this.faults.guard("network", () => this.load(this.wanted.version), ([words, network, labels]) => {
      Object.assign(this, { words, network, places: labels.places, version: this.wanted.version });
      adopt(words.signs);
      return this.draw(this.wanted);
    });
  }

  async draw(state) {
    if (this.wanted !== state) return; // a newer state came while this one was loading
    const before = this.state || {};
    this.state = state;
    const changed = (...keys) => keys.some((key) => JSON.stringify(before[key]) !== JSON.stringify(state[key]));
    const has = (layer) => state.layers.includes(layer);
    const some = (ids) => ids && new Set(ids);
    if (!before.version) this.base();
    if (changed("language")) this.speak();
    if (changed("view")) this.goTo(state.view, !before.version);
    if (changed("layers", "query")) this.drawOrganisations();
    if (changed("layers")) this.drawOptional();
    if (changed("layers", "clusters", "language")) {
      this.swap("clusters", has("clusters") && clusterLayers(this, this.network, some(state.clusters)));
    }
    if (changed("layers", "network", "language")) {
      this.swap("computing", has("computing") && computingLayers(this, this.network, some(state.network)));
    }
    if (changed("layers", "links", "selected", "language")) {
      this.swap("links", has("links") && linkLayers(this, this.network, some(state.links), state.selected));
    }
    if (changed("selected", "layers")) {
      this.swap("platform", has("clusters") && platformLayers(this, this.network, state.selected));
    }
    if (changed("selected")) this.drawSelection();
    this.refresh();
    await Promise.all(this.each("draw").map((plugin) => plugin.draw(state, before)));
    if (!has("organisations")) /** @type {any} */ (window).Observatory.drawn();
  }

  base() {
    this.faults.watch(landLayer(BASE + "/tiles/land/{z}/{x}/{y}.mvt?v=" + this.version)).addTo(this.map);
    if (this.state.basemap) this.operatorsBase();
    this.renderer.addTo(this.map);
    this.linkRenderer.addTo(this.map);
    [this.renderer, this.linkRenderer].forEach((r) => definePatterns(r._container));
  }

  // The source or file the operator configured; its address never passes through a template.
  operatorsBase() {
    return this.faults.guard("basemap", () => fetchJson("/map/basemap.json?v=" + this.version), (source) => {
      this.faults.watch(baseLayer(source)).addTo(this.map);
      this.baseCredit = source.credit;
      this.credit();
    });
  }

  speak() {
    const word = (key) => this.words.interface[key][this.language];
    const container = this.map.getContainer();
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", word("map"));
    document.documentElement.lang = this.language === "zh" ? "zh-CN" : "en";
    [["in", "zoom_in"], ["out", "zoom_out"]].forEach(([way, key]) => {
      const button = /** @type {HTMLElement} */ (container.querySelector(".leaflet-control-zoom-" + way));
      if (!button) return;
      button.title = word(key);
      button.setAttribute("aria-label", word(key));
    });
    this.map.attributionControl._update = () => {}; // Leaflet would write its own markup over our text
  }

  credit() {
    const lines = creditsInView(this.words.credits, this.state || {}, this.map.getBounds());
    showCredits(this.map, lines.map((c) => c[this.language]).concat(this.baseCredit || []));
  }

  goTo(view, first) {
    if (!view) return;
    const [mover] = this.each("goTo");
    if (mover) {
      mover.goTo(view, first);
      return;
    }
    const animate = !first && !calm;
    if (animate) this.map.flyTo([view.lat, view.lng], view.zoom, { duration: 0.9 });
    else this.map.setView([view.lat, view.lng], view.zoom, { animate: false });
  }

  swap(name, layer) {
    if (this.layers[name]) this.layers[name].remove();
    this.layers[name] = layer ? layer.addTo(this.map) : null;
  }

  drawOrganisations() {
    const old = this.layers.organisations;
    this.layers.organisations = null;
    const drop = () => old && old.remove();
    if (!this.state.layers.includes("organisations")) return drop();
    const query = this.state.query ? "&" + this.state.query : "";
    const url = BASE + "/tiles/organisations/{z}/{x}/{y}.mvt?v=" + this.version + query;
    const fresh = this.faults.watch(organisationLayer(url));
    // The old tiles stay until the new ones are there, so a filter change does not flash.
    fresh.once("load", () => {
      drop();
      performance.mark("dco-organisations-loaded");
      /** @type {any} */ (window).Observatory.drawn();
    });
    fresh.on("load", () => this.refresh());
    fresh.on("tileload", () => this.refreshSoon());
    this.layers.organisations = fresh.addTo(this.map);
    return null;
  }

  drawOptional() {
    const has = (name) => this.state.layers.includes(name);
    this.swap("admin", has("admin") && this.faults.watch(adminLayer(BASE + "/tiles/admin/{z}/{x}/{y}.mvt?v=" + this.version)));
    this.drawGraticule();
    if (has("admin") && !this.units.length) {
      this.faults.guard("units", () => fetchJson("/map/units.json?v=" + this.version), ({ units }) => {
        this.units = units;
        this.refresh();
      });
    }
  }

  drawGraticule() {
    if (!this.state.layers.includes("graticule")) return this.swap("graticule", null);
    return this.swap("graticule", graticule(this.map));
  }

  drawSelection() {
    const chosen = this.state.selected;
    if (!chosen || chosen.lat === undefined) return this.swap("selection", null);
    const at = L.latLng(chosen.lat, chosen.lng);
    const group = L.layerGroup();
    if (chosen.radius_m) {
      L.circle(at, { pane: "selection", radius: chosen.radius_m, color: colour("text"), weight: 1.4, dashArray: "5 5", fillColor: colour("text"), fillOpacity: 0.05, interactive: false }).addTo(group);
    }
    L.circleMarker(at, { pane: "selection", radius: 16, color: colour("text"), weight: 2, fill: false, interactive: false }).addTo(group);
    return this.swap("selection", group);
  }

  // Organisations are drawn on canvas tiles that let the pointer through, so that areas below stay clickable;
  // a click anywhere first looks for an organisation under it.
  pick(kind, id, latlng, event) {
    if (event && event.originalEvent) L.DomEvent.stopPropagation(event);
    this.choose(kind, id, latlng, event);
    // Whatever a click chooses, what lies below it may be told too.
    if (event && event.containerPoint && event.latlng) this.each("picked").forEach((plugin) => plugin.picked(event));
  }

  choose(kind, id, latlng, event) {
    const onSign = event && event.target instanceof L.Marker;
    const found = event && event.containerPoint && !onSign
      ? organisationAt(this.map, this.layers.organisations, event.containerPoint)
      : null;
    if (found && !found.data.id) {
      this.goTo({ lat: found.latlng.lat, lng: found.latlng.lng, zoom: Math.min(this.map.getZoom() + 2, 14) }, false);
      return;
    }
    if (found) {
      kind = found.data.n > 1 ? "stack" : "org";
      id = found.data.id;
    }
    if (kind === "none" && !(this.state && this.state.selected)) return;
    this.clicks += 1;
    const properties = { kind, id, click: this.clicks };
    const feature = { type: "Feature", properties, geometry: null };
    this.signal.fire("click", { latlng, layer: { toGeoJSON: () => feature } });
  }

  hover(event) {
    const found = organisationAt(this.map, this.layers.organisations, event.containerPoint);
    this.map.getContainer().classList.toggle("dco-over", Boolean(found));
    const text = found && (found.data["name_" + this.language] || "");
    if (!text) {
      if (this.tip) this.tip.remove();
      this.tip = null;
      return;
    }
    if (this.tip && this.tipText === text) return;
    if (this.tip) this.tip.remove();
    const span = document.createElement("span");
    span.textContent = this.tipText = text;
    this.tip = L.tooltip({ direction: "top", offset: [0, -8], className: "dco-tip" }).setLatLng(found.latlng).setContent(span).addTo(this.map);
  }

  /** Place the labels anew shortly, once for however much has been drawn until then. */
  refreshSoon() {
    if (this.soon) return;
    this.soon = window.setTimeout(() => {
      this.soon = 0;
      this.refresh();
    }, 120);
  }

  refresh() {
    if (!this.state) return;
    const zoom = this.map.getZoom();
    if (this.graticuleZoom !== zoom || this.state.layers.includes("graticule")) {
      this.graticuleZoom = zoom;
      this.drawGraticule();
    }
    this.map.getContainer().classList.toggle("dco-far", zoom < 6);
    this.stand(zoom);
    const hidden = this.thin(this.signsOnMap(zoom));
    const signs = this.each("occupied").flatMap((plugin) => plugin.occupied());
    const out = [
      ...candidates(this, zoom).filter((one) => !hidden.has(one.key)), ...background(this, zoom),
      ...signs.map((one) => ({ text: "", kind: "org", rank: 4, ...one })),
    ];
    const labelled = this.each("label").reduce(
      (all, plugin) => all.map((one) => plugin.label(one, this.state)).filter(Boolean), out
    );
    this.labels.place(labelled, this.language);
    this.credit();
  }

  /** Move the signs that would cover the number of a bubble to its rim. */
  stand(zoom) {
    /** @type {Map<string, L.LatLng>} */
    this.aside = new Map();
    const bubbles = [];
    eachOrganisation(this.map, this.layers.organisations, ({ x, y }, { n }) => n > 1 && bubbles.push({ x, y, r: cellRadius(n) }));
    const moved = aside(candidates(this, zoom).filter(({ kind }) => ["cluster", "computing", "hub"].includes(kind)).map(
      ({ key, gap, lift, lat, lng }) => ({ key, gap, lift, at: this.map.latLngToContainerPoint([lat, lng]) })
    ), bubbles);
    moved.forEach((at, key) => this.aside.set(key, this.map.containerPointToLatLng(L.point(at.x, at.y))));
    [this.layers.clusters, this.layers.computing].filter(Boolean).forEach((group) => group.eachLayer((layer) => {
      if (!(layer instanceof L.Marker) || !layer.getElement()) return;
      const to = moved.get(/** @type {any} */ (layer).sign);
      const from = this.map.latLngToContainerPoint(layer.getLatLng());
      layer.getElement().style.translate = to ? Math.round(to.x - from.x) + "px " + Math.round(to.y - from.y) + "px" : "";
    }));
  }

  /** The signs that may lie over each other, in pixels. */
  signsOnMap(zoom) {
    return candidates(this, zoom)
      .filter((one) => one.gap && !one.key.startsWith("foot:"))
      .map((one) => {
        const { x, y } = this.map.latLngToContainerPoint([one.lat, one.lng]);
        return { key: one.key, rank: one.rank, gap: one.gap, at: { x, y: y - (one.lift || 0) } };
      });
  }

  /** Leave out signs that would cover a more important one; returns the keys of those. */
  thin(all) {
    const hidden = covered(all);
    ["computing", "links"].forEach((name) => {
      const group = this.layers[name];
      if (!group) return;
      group.eachLayer((layer) => {
        const node = layer.sign && layer.getElement && layer.getElement();
        if (node && !layer.sign.startsWith("link:")) node.style.display = hidden.has(layer.sign) ? "none" : "";
      });
    });
    return hidden;
  }
}
