// The cluster map: attach(map) once, then apply(state) whenever a filter, layer, language or selection changes.
// Only what changed is drawn again; the map keeps its place. State holds ids, numbers and keys of registries only;
// names arrive as JSON from our routes and are written with textContent or on a canvas.
(function () {
  "use strict";
  const Observatory = (window.Observatory = window.Observatory || {});
  const BASE = window.location.pathname.split("/component/")[0];
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  async function fetchJson(name, version) {
    const response = await fetch(BASE + "/map/" + name + ".json?v=" + version);
    if (!response.ok) throw new Error(name + " " + response.status);
    return response.json();
  }

  const Signal = L.Layer.extend({ onAdd() {}, onRemove() {} });

  class MapView {
    constructor(map) {
      this.map = map;
      this.state = null;
      this.layers = {};
      this.clicks = 0;
      [
        ["land", 210], ["admin", 230], ["graticule", 240], ["areas", 410], ["links", 430],
        ["organisations", 450], ["selection", 460], ["markers", 600], ["labels", 640],
      ].forEach(([name, z]) => {
        const pane = map.createPane(name);
        pane.style.zIndex = z;
        if (["land", "admin", "graticule", "organisations", "selection", "labels"].includes(name)) pane.style.pointerEvents = "none";
      });
      this.renderer = L.svg({ pane: "areas", padding: 0.4 });
      this.linkRenderer = L.svg({ pane: "links", padding: 0.4 });
      this.labels = new Observatory.Labels().addTo(map);
      // streamlit-folium listens to every layer on the map; a click fired on this one carries our selection to Python.
      this.signal = new Signal().addTo(map);
      map.on("moveend zoomend resize", () => this.refresh());
      this.failed = new Map(); // what could not be loaded -> how to try again
      map.on("moveend", () => this.failed.forEach((again) => again()));
      map.on("click", (event) => this.pick("none", "", event.latlng, event));
      map.on("mousemove", (event) => this.hover(event));
      // The page's stylesheet and the window decide the size, after Leaflet has measured it.
      new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
      this.controls();
    }

    controls() {
      this.map.attributionControl.setPrefix(false);
      L.control.scale({ imperial: false, maxWidth: 120 }).addTo(this.map);
      this.fault = document.createElement("div");
      this.fault.className = "dco-fault";
      this.fault.setAttribute("role", "status");
      this.fault.hidden = true;
      this.map.getContainer().appendChild(this.fault);
    }

    async load(version) {
      if (this.version === version) return;
      const [words, network, labels] = await Promise.all(["words", "network", "labels"].map((n) => fetchJson(n, version)));
      Object.assign(this, { words, network, places: labels.places, version });
      Observatory.symbols = {
        colours: Object.fromEntries(Object.entries(words.models).map(([k, m]) => [k, m.colour])),
        shapes: Object.fromEntries(Object.entries(words.models).map(([k, m]) => [k, m.shape])),
      };
    }

    async apply(state) {
      this.wanted = state;
      try {
        await this.load(state.version);
        this.mended("network");
      } catch (error) {
        this.showFault("network", () => this.apply(this.wanted));
        return;
      }
      if (this.wanted !== state) return; // a newer state came while this one was loading
      const before = this.state || {};
      this.state = state;
      this.language = Observatory.language = state.language;
      const changed = (...keys) => keys.some((key) => JSON.stringify(before[key]) !== JSON.stringify(state[key]));
      if (!before.version) this.base();
      if (changed("language")) this.speak();
      if (changed("view")) this.goTo(state.view, !before.version);
      if (changed("layers", "query")) this.drawOrganisations();
      if (changed("layers")) this.drawOptional();
      if (changed("layers", "clusters", "language")) {
        this.swap("clusters", state.layers.includes("clusters") && Observatory.clusterLayers(this, this.network, state.clusters && new Set(state.clusters)));
      }
      if (changed("layers", "language")) {
        this.swap("computing", state.layers.includes("computing") && Observatory.computingLayers(this, this.network));
      }
      if (changed("layers", "links", "selected", "language")) {
        this.swap("links", state.layers.includes("links") && Observatory.linkLayers(this, this.network, state.links && new Set(state.links), state.selected));
      }
      if (changed("selected", "layers")) {
        this.swap("platform", state.layers.includes("clusters") && Observatory.platformLayers(this, this.network, state.selected));
      }
      if (changed("selected")) this.drawSelection();
      this.refresh();
    }

    base() {
      this.watch(Observatory.landLayer(BASE + "/tiles/land/{z}/{x}/{y}.mvt?v=" + this.version)).addTo(this.map);
      if (this.state.basemap) this.operatorsBase();
      this.renderer.addTo(this.map);
      this.linkRenderer.addTo(this.map);
      [this.renderer, this.linkRenderer].forEach((r) => Observatory.definePatterns(r._container, this.words.models));
    }

    // An XYZ source the operator configured; its address never passes through a template.
    async operatorsBase() {
      try {
        const source = await fetchJson("basemap", this.version);
        L.tileLayer(source.url, { pane: "land", maxZoom: 18, zIndex: 2 }).addTo(this.map);
        this.baseCredit = source.credit;
        this.credit();
        this.mended("basemap");
      } catch (error) {
        this.showFault("basemap", () => this.operatorsBase());
      }
    }

    // Follow a tile layer's requests: a fault stands until the layer has all its tiles again or is gone.
    watch(layer) {
      let whole = true;
      layer.on("loading", () => (whole = true));
      layer.on("fault", () => {
        whole = false;
        if (layer._map) this.showFault(layer, () => layer.redraw());
      });
      layer.on("load", () => whole && this.mended(layer));
      layer.on("remove", () => this.mended(layer));
      return layer;
    }

    mended(what) {
      this.failed.delete(what);
      if (!this.failed.size) this.fault.hidden = true;
    }

    showFault(what, again) {
      this.failed.set(what, again);
      const zh = (this.state || this.wanted || {}).language !== "en";
      this.fault.textContent = zh
        ? "部分地图数据未能加载。请检查与服务器的连接，移动地图即可重试。"
        : "Some map data could not be loaded. Check the connection to the server; moving the map tries again.";
      this.fault.hidden = false;
    }

    speak() {
      const word = (key) => this.words.interface[key][this.language];
      const container = this.map.getContainer();
      container.setAttribute("role", "application");
      container.setAttribute("aria-label", word("map"));
      document.documentElement.lang = this.language === "zh" ? "zh-CN" : "en";
      [["in", "zoom_in"], ["out", "zoom_out"]].forEach(([way, key]) => {
        const button = container.querySelector(".leaflet-control-zoom-" + way);
        if (!button) return;
        button.title = word(key);
        button.setAttribute("aria-label", word(key));
      });
      this.map.attributionControl._update = () => {}; // Leaflet would write its own markup over our text
    }

    // Credit whoever's geometry is in view; the line with the map approval number stands wherever China's is. A map of
    // some clusters and nothing else that has an outline credits only theirs.
    credit() {
      const bounds = this.map.getBounds();
      const state = this.state || {};
      const others = ["computing", "links", "admin"].some((layer) => (state.layers || []).includes(layer));
      const drawn = state.clusters && !others ? [...state.clusters, (state.over || {}).id] : null;
      const inView = this.words.credits.filter((c) => {
        const [west, south, east, north] = c.bounds;
        const used = !drawn || !c.clusters || c.clusters.some((id) => drawn.includes(id));
        return used && (drawn || bounds.overlaps([[south, west], [north, east]]));
      });
      const lines = inView.map((c) => c[this.language]).concat(this.baseCredit || []);
      this.map.attributionControl.getContainer().textContent = lines.join(" · ");
    }

    goTo(view, first) {
      if (!view) return;
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
      const fresh = this.watch(Observatory.organisationLayer(url));
      // The old tiles stay until the new ones are there, so a filter change does not flash.
      fresh.once("load", () => {
        drop();
        this.refresh();
        performance.mark("dco-organisations-loaded");
      });
      fresh.on("load", () => this.refresh());
      this.layers.organisations = fresh.addTo(this.map);
      return null;
    }

    drawOptional() {
      const has = (name) => this.state.layers.includes(name);
      this.swap("admin", has("admin") && this.watch(Observatory.adminLayer(BASE + "/tiles/admin/{z}/{x}/{y}.mvt?v=" + this.version)));
      this.drawGraticule();
    }

    drawGraticule() {
      if (!this.state.layers.includes("graticule")) return this.swap("graticule", null);
      const step = [30, 30, 20, 20, 10, 5, 5, 2, 1, 1, 0.5, 0.5][Math.min(Math.floor(this.map.getZoom()), 11)];
      const bounds = this.map.getBounds().pad(0.3);
      const lines = [];
      const start = (v) => Math.floor(v / step) * step;
      for (let lng = start(bounds.getWest()); lng <= bounds.getEast(); lng += step) lines.push([[-85, lng], [85, lng]]);
      for (let lat = Math.max(start(bounds.getSouth()), -80); lat <= Math.min(bounds.getNorth(), 85); lat += step) {
        lines.push([[lat, bounds.getWest()], [lat, bounds.getEast()]]);
      }
      return this.swap("graticule", L.polyline(lines, { pane: "graticule", color: "#9FB4BF", weight: 0.6, opacity: 0.55, interactive: false }));
    }

    drawSelection() {
      const chosen = this.state.selected;
      if (!chosen || chosen.lat === undefined) return this.swap("selection", null);
      const at = [chosen.lat, chosen.lng];
      const group = L.layerGroup();
      if (chosen.radius_m) {
        L.circle(at, { pane: "selection", radius: chosen.radius_m, color: "#2B2B2B", weight: 1.4, dashArray: "5 5", fillColor: "#2B2B2B", fillOpacity: 0.05, interactive: false }).addTo(group);
      }
      L.circleMarker(at, { pane: "selection", radius: 16, color: "#2B2B2B", weight: 2, fill: false, interactive: false }).addTo(group);
      return this.swap("selection", group);
    }

    // Organisations are drawn on canvas tiles that let the pointer through, so that areas below stay clickable;
    // a click anywhere first looks for an organisation under it.
    pick(kind, id, latlng, event) {
      if (event && event.originalEvent) L.DomEvent.stopPropagation(event);
      const onSign = event && event.target instanceof L.Marker;
      const found = event && event.containerPoint && !onSign
        ? Observatory.organisationAt(this.map, this.layers.organisations, event.containerPoint)
        : null;
      if (found) {
        if (!found.data.id) {
          this.goTo({ lat: found.latlng.lat, lng: found.latlng.lng, zoom: Math.min(this.map.getZoom() + 2, 14) }, false);
          return;
        }
        kind = found.data.n > 1 ? "stack" : "org";
        id = found.data.id;
      }
      if (kind === "none" && !this.state.selected) return;
      this.clicks += 1;
      const properties = { kind, id, click: this.clicks };
      const feature = { type: "Feature", properties, geometry: null };
      this.signal.fire("click", { latlng, layer: { toGeoJSON: () => feature } });
    }

    hover(event) {
      const found = Observatory.organisationAt(this.map, this.layers.organisations, event.containerPoint);
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

    refresh() {
      if (!this.state) return;
      const zoom = this.map.getZoom();
      if (this.graticuleZoom !== zoom || this.state.layers.includes("graticule")) {
        this.graticuleZoom = zoom;
        this.drawGraticule();
      }
      this.map.getContainer().classList.toggle("dco-far", zoom < 6);
      const name = (item, part) => item[part + "_" + this.language];
      const out = [];
      const has = (layer) => this.state.layers.includes(layer);
      if (has("clusters")) {
        const shown = this.state.clusters && new Set(this.state.clusters);
        this.network.clusters.forEach((c) => {
          if (!shown || shown.has(c.id)) out.push({ key: "c" + c.id, lat: c.lat, lng: c.lon, text: name(c, "short"), kind: "cluster", rank: 1, gap: 11, lift: Observatory.PIN_LIFT });
        });
      }
      if (has("computing")) {
        this.network.computing.forEach((c) => zoom >= 4 && out.push({ key: "d" + c.id, lat: c.lat, lng: c.lon, text: name(c, "short"), kind: "computing", rank: 2, gap: 13 }));
        this.network.hubs.forEach((h) => zoom >= 5 && zoom < 9 && out.push({ key: "h" + h.id, lat: h.lat, lng: h.lon, text: name(h, "short"), kind: "hub", rank: 2.5, gap: 16 }));
        if (zoom >= 8) this.network.areas.forEach((a) => out.push({ key: "a" + a.id, lat: a.lat, lng: a.lon, text: name(a, "name"), kind: "area", rank: 5, gap: 0 }));
      }
      if (has("links")) {
        this.network.regions.forEach((r) => zoom >= 4 && out.push({ key: "r" + r.id, lat: r.lat, lng: r.lon, text: name(r, "name"), kind: "region", rank: 3, gap: 9 }));
      }
      if (has("organisations")) {
        Observatory.eachOrganisation(this.map, this.layers.organisations, (_point, data, latlng) => {
          const text = zoom >= 12 && data.n === 1 ? data["name_" + this.language] : "";
          const gap = data.n > 1 ? Observatory.cellRadius(data.n) : 9;
          out.push({ key: "o" + (data.id || latlng.toString()), lat: latlng.lat, lng: latlng.lng, text: text || "", kind: "org", rank: 4, gap });
        });
      }
      this.places.forEach((p) => {
        const from = [0, 2, 4, 5, 7, 9][p.rank];
        if (zoom >= from) out.push({ key: "p" + p.id, lat: p.lat, lng: p.lon, text: name(p, "name"), kind: p.kind === "country" ? "country" : "place", rank: 10 + p.rank, gap: 0 });
      });
      this.labels.place(out);
      this.credit();
    }
  }

  Observatory.attach = (map) => {
    Observatory.view = new MapView(map);
  };
  Observatory.apply = (state) => Observatory.view.apply(state);
})();
