// Clusters, start-area counties, hubs and the links between demand and computing, as SVG that can be focused.
(function () {
  "use strict";
  const Observatory = (window.Observatory = window.Observatory || {});
  const SVG = "http://www.w3.org/2000/svg";
  const ORANGE = "#D55E00";
  Observatory.PIN_LIFT = 18;
  const LOAD_DASH = { real_time: null, non_real_time: "9 6", general: "2 6" };

  function element(name, attributes, parent) {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    if (parent) parent.appendChild(made);
    return made;
  }

  const POINTS = {
    triangle: "0,-9 8.5,6.5 -8.5,6.5",
    diamond: "0,-9.5 9.5,0 0,9.5 -9.5,0",
    square: "-7,-7 7,-7 7,7 -7,7",
    hexagon: "-4.5,-7.8 4.5,-7.8 9,0 4.5,7.8 -4.5,7.8 -9,0",
  };

  // `lift` raises the sign above its place on a stem, so that a count standing at the same place stays readable.
  function symbol(shape, colour, { hollow = false, dash = "", ring = false, size = 30, lift = 0 } = {}) {
    const box = [-size / 2, -size / 2, size, size + lift];
    const svg = element("svg", { width: size, height: size + lift, viewBox: box.join(" "), "aria-hidden": "true" });
    if (lift) {
      element("path", { d: "M0 0V" + (lift - 7), stroke: "#fff", "stroke-width": 4 }, svg);
      element("path", { d: "M0 0V" + (lift - 7), stroke: colour, "stroke-width": 2 }, svg); // short of the count
    }
    const paint = {
      fill: hollow ? "#fff" : colour,
      stroke: hollow ? colour : "#fff",
      "stroke-width": hollow ? 2.2 : 1.6,
      "stroke-dasharray": dash,
    };
    if (ring) element("circle", { r: 12.5, fill: "none", stroke: colour, "stroke-width": 1.8 }, svg);
    if (shape === "circle") element("circle", { r: 7.5, ...paint }, svg);
    else element("polygon", { points: POINTS[shape], ...paint }, svg);
    return svg;
  }

  // A diagonal, cross, dot or wave pattern per model tells areas apart without colour.
  function definePatterns(svg, models) {
    if (svg.querySelector("defs[data-dco]")) return;
    const defs = element("defs", { "data-dco": "1" }, svg);
    Object.entries(models).forEach(([key, { colour, shape }]) => {
      const pattern = element(
        "pattern",
        { id: "dco-fill-" + key, width: 9, height: 9, patternUnits: "userSpaceOnUse" },
        defs
      );
      element("rect", { width: 9, height: 9, fill: colour, "fill-opacity": 0.16 }, pattern);
      const stroke = { stroke: colour, "stroke-opacity": 0.45, "stroke-width": 1, fill: "none" };
      if (shape === "circle") element("circle", { cx: 4.5, cy: 4.5, r: 1.2, fill: colour, "fill-opacity": 0.5 }, pattern);
      else if (shape === "square") element("path", { d: "M0 9L9 0", ...stroke }, pattern);
      else if (shape === "triangle") element("path", { d: "M0 4.5H9", ...stroke }, pattern);
      else element("path", { d: "M0 0L9 9M9 0L0 9", ...stroke }, pattern);
    });
    ["strong", "faint"].forEach((name) => {
      const marker = element(
        "marker",
        { id: "dco-arrow-" + name, viewBox: "0 0 10 10", refX: 6, refY: 5, markerWidth: 12, markerHeight: 12, orient: "auto", markerUnits: "userSpaceOnUse" },
        defs
      );
      element("path", { d: "M0 1L9 5L0 9Z", fill: ORANGE, "fill-opacity": name === "strong" ? 1 : 0.65 }, marker);
    });
  }

  // A curve from demand to supply: a quadratic Bezier bent to the right of its direction, so that the two
  // directions between the same places stay apart. Sampled in Mercator so that it looks the same at every zoom.
  function curve(map, from, to, bend) {
    const a = map.project(from, 6);
    const b = map.project(to, 6);
    const across = L.point(a.y - b.y, b.x - a.x);
    const control = a.add(b).divideBy(2).add(across.multiplyBy(bend));
    return Array.from({ length: 33 }, (_, i) => {
      const t = i / 32;
      const point = a.multiplyBy((1 - t) * (1 - t)).add(control.multiplyBy(2 * t * (1 - t))).add(b.multiplyBy(t * t));
      return map.unproject(point, 6);
    });
  }

  function makeFocusable(layer, label, choose) {
    layer.on("add", () => {
      const node = layer.getElement();
      if (!node) return;
      node.setAttribute("tabindex", "0");
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", label);
      L.DomEvent.on(node, "keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          L.DomEvent.stop(event);
          choose();
        }
      });
    });
  }

  function tip(layer, text) {
    const span = document.createElement("span");
    span.textContent = text;
    layer.bindTooltip(span, { sticky: true, direction: "top", offset: [0, -6], className: "dco-tip" });
  }

  // view: {map, words, language, renderer, pick(kind, id, latlng)}
  function nameOf(view, item) {
    return view.language === "zh" ? item.name_zh : item.name_en;
  }

  function interactive(view, layer, kind, id, label, latlng) {
    tip(layer, label);
    layer.on("click", (event) => view.pick(kind, id, latlng || event.latlng, event));
    makeFocusable(layer, label, () => view.pick(kind, id, latlng || layer.getBounds().getCenter(), null));
    return layer;
  }

  Observatory.clusterLayers = function (view, data, visible) {
    const group = L.layerGroup();
    const models = view.words.models;
    data.clusters.forEach((cluster) => {
      if (visible && !visible.has(cluster.id)) return;
      const style = models[cluster.model] || models.none;
      const label = nameOf(view, cluster) + view.words.comma[view.language] + style["title_" + view.language];
      if (cluster.geometry) {
        const area = L.geoJSON(cluster.geometry, {
          pane: "areas",
          renderer: view.renderer,
          style: { color: style.colour, weight: 2, dashArray: style.dash || null, fill: true, fillOpacity: 1 },
        });
        area.eachLayer((part) => {
          part.on("add", () => part.getElement().setAttribute("fill", "url(#dco-fill-" + (models[cluster.model] ? cluster.model : "none") + ")"));
          tip(part, label);
          part.on("click", (event) => view.pick("cluster", cluster.id, event.latlng, event));
          group.addLayer(part);
        });
      }
      const lift = Observatory.PIN_LIFT;
      const icon = L.divIcon({
        className: "dco-marker dco-cluster",
        html: symbol(style.shape, style.colour, { size: 22, lift }),
        iconSize: [22, 22 + lift],
        iconAnchor: [11, 11 + lift],
      });
      const at = [cluster.lat, cluster.lon];
      const marker = L.marker(at, { icon, alt: label, title: "", riseOnHover: true, pane: "markers" });
      group.addLayer(interactive(view, marker, "cluster", cluster.id, label, L.latLng(at)));
    });
    return group;
  };

  Observatory.computingLayers = function (view, data) {
    const group = L.layerGroup();
    data.areas.forEach((area) => {
      const low = area.confidence === "low";
      L.geoJSON(area.geometry, {
        pane: "areas",
        renderer: view.renderer,
        style: { color: ORANGE, weight: 1.4, dashArray: low ? "2 4" : null, fillColor: ORANGE, fillOpacity: low ? 0.08 : 0.18 },
      }).eachLayer((part) => {
        tip(part, nameOf(view, area));
        part.on("click", (event) => view.pick("area", area.id, event.latlng, event));
        group.addLayer(part);
      });
    });
    data.computing.forEach((item) => {
      const low = item.confidence === "low";
      const icon = L.divIcon({ className: "dco-marker", html: symbol("hexagon", ORANGE, { hollow: low, dash: low ? "2 2" : "", size: 20 }), iconSize: [20, 20] });
      const marker = L.marker([item.lat, item.lon], { icon, alt: nameOf(view, item), pane: "markers", riseOnHover: true });
      group.addLayer(interactive(view, marker, "computing", item.id, nameOf(view, item), L.latLng(item.lat, item.lon)));
    });
    data.hubs.forEach((hub) => {
      const icon = L.divIcon({ className: "dco-marker dco-hub", html: symbol("hexagon", ORANGE, { hollow: true, ring: true, size: 32 }), iconSize: [32, 32] });
      const marker = L.marker([hub.lat, hub.lon], { icon, alt: nameOf(view, hub), pane: "markers", zIndexOffset: -50 });
      group.addLayer(interactive(view, marker, "hub", hub.id, nameOf(view, hub), L.latLng(hub.lat, hub.lon)));
    });
    return group;
  };

  Observatory.linkLayers = function (view, data, visible, selected) {
    const group = L.layerGroup();
    const bends = {};
    data.links.forEach((link) => {
      if (visible && !visible.has(link.id)) return;
      const pair = link.region + ">" + link.computing;
      bends[pair] = (bends[pair] || 0) + 1;
      const official = link.evidence === "official";
      const chosen = selected && selected.kind === "link" && selected.id === link.id;
      const points = curve(view.map, link.from, link.to, 0.12 + 0.07 * (bends[pair] - 1));
      const style = {
        pane: "links",
        renderer: view.linkRenderer,
        color: ORANGE,
        weight: chosen ? 4.5 : official ? 2.4 : 1.3,
        opacity: chosen ? 1 : official ? 0.85 : 0.7,
        dashArray: LOAD_DASH[link.load_class],
        lineCap: link.load_class === "general" ? "round" : "butt",
        className: chosen ? "dco-pulse" : "",
      };
      // The arrow stands past the middle, where no marker covers it: the line is drawn in two parts.
      const first = L.polyline(points.slice(0, 20), style);
      first.on("add", () => first.getElement().setAttribute("marker-end", "url(#dco-arrow-" + (official ? "strong" : "faint") + ")"));
      // A wide, clear line under the visible one is easier to hit.
      const hit = L.polyline(points, { pane: "links", renderer: view.linkRenderer, weight: 14, opacity: 0, color: ORANGE });
      const words = view.words.load[link.load_class];
      const label = link["title_" + view.language] + view.words.comma[view.language] + words["title_" + view.language];
      group.addLayer(first);
      group.addLayer(L.polyline(points.slice(19), style));
      group.addLayer(interactive(view, hit, "link", link.id, label, L.latLng(points[16])));
    });
    const used = new Set(data.links.filter((l) => !visible || visible.has(l.id)).map((l) => l.region));
    data.regions.forEach((region) => {
      if (!used.has(region.id)) return;
      const dot = L.circleMarker([region.lat, region.lon], {
        pane: "links", renderer: view.linkRenderer, radius: 6, color: ORANGE, weight: 2, fillColor: "#fff", fillOpacity: 1,
      });
      group.addLayer(interactive(view, dot, "region", region.id, nameOf(view, region), L.latLng(region.lat, region.lon)));
    });
    return group;
  };

  // A platform cluster has no boundary: chosen, it shows the network of places it consists of.
  Observatory.platformLayers = function (view, data, selected) {
    const group = L.layerGroup();
    if (!selected || selected.kind !== "cluster") return group;
    const cluster = data.clusters.find((item) => item.id === selected.id);
    const style = view.words.models[cluster && cluster.model] || view.words.models.none;
    data.edges.filter((edge) => edge.cluster === selected.id).forEach((edge) => {
      const [from, to] = [edge.from, [...edge.to]];
      if (to[1] - from[1] > 180) to[1] -= 360; // the short way round
      if (from[1] - to[1] > 180) to[1] += 360;
      group.addLayer(L.polyline(curve(view.map, from, to, 0.08), {
        pane: "links", renderer: view.linkRenderer, color: style.colour, weight: 1, opacity: 0.55, interactive: false,
      }));
    });
    return group;
  };

  Observatory.definePatterns = definePatterns;
})();
