// Clusters, start-area counties, hubs and the links between demand and computing, as SVG that can be focused.
import { colour, modelSign, signs, symbol } from "./signs.js";

/** How far a cluster's marker stands above its place, pixels. */
export const PIN_LIFT = 18;

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

/** Makes a layer a stop of the keyboard, with a name, that Enter chooses. */
export function makeFocusable(layer, label, choose) {
  layer.on("add", () => {
    const node = layer.getElement();
    if (!node) return;
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", label);
    L.DomEvent.on(node, "keydown", (/** @type {any} */ event) => {
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

// What has a tooltip would be a stop of the keyboard, and one without a name. A cluster's outline is none: its sign is.
function leaveOut(layer) {
  layer.on("add", () => layer.getElement().setAttribute("tabindex", "-1"));
}

// view: {map, words, language, renderer, pick(kind, id, latlng)}
function nameOf(view, item) {
  return view.language === "zh" ? item.name_zh : item.name_en;
}

function interactive(view, layer, kind, id, label, latlng) {
  tip(layer, label);
  layer.on("click", (event) => view.pick(kind, id, latlng || event.latlng, event));
  const raise = (end) => view.layers.links && view.layers.links.raise(end);
  if (kind !== "link") layer.on("mouseover", () => raise(kind + ":" + id)).on("mouseout", () => raise(""));
  layer.sign = kind + ":" + id;
  makeFocusable(layer, label, () => view.pick(kind, id, latlng || layer.getBounds().getCenter(), null));
  return layer;
}

export function clusterLayers(view, data, visible) {
  const group = L.layerGroup();
  const models = view.words.models;
  data.clusters.forEach((cluster) => {
    if (visible && !visible.has(cluster.id)) return;
    const style = modelSign(cluster.model);
    const title = (models[cluster.model] || models.none)["title_" + view.language];
    const label = nameOf(view, cluster) + view.words.comma[view.language] + title;
    if (cluster.geometry) {
      const area = L.geoJSON(cluster.geometry, {
        pane: "areas",
        renderer: view.renderer,
        style: { color: style.colour, weight: 2, dashArray: style.dash || null, fill: true, fillOpacity: 1 },
      });
      area.eachLayer((part) => {
        part.on("add", () => /** @type {L.Polygon} */ (part).getElement().setAttribute("fill", "url(#dco-fill-" + (models[cluster.model] ? cluster.model : "none") + ")"));
        tip(part, label);
        leaveOut(part);
        part.on("click", (event) => view.pick("cluster", cluster.id, event.latlng, event));
        group.addLayer(part);
      });
    }
    const lift = PIN_LIFT;
    const icon = L.divIcon({
      className: "dco-marker dco-cluster",
      html: symbol(style.shape, style.colour, { size: 22, lift }),
      iconSize: [22, 22 + lift],
      iconAnchor: [11, 11 + lift],
    });
    const at = L.latLng(cluster.lat, cluster.lon);
    const marker = L.marker(at, { icon, alt: label, title: "", riseOnHover: true, pane: "clusters" });
    group.addLayer(interactive(view, marker, "cluster", cluster.id, label, at));
  });
  return group;
}

export function computingLayers(view, data, visible) {
  const group = L.layerGroup();
  const shows = (kind, id) => !visible || visible.has(kind + ":" + id);
  data.areas.filter((area) => shows("computing", area.computing_id)).forEach((area) => {
    const low = area.confidence === "low";
    L.geoJSON(area.geometry, {
      pane: "areas",
      renderer: view.renderer,
      style: { color: colour("computing"), weight: 1.4, dashArray: low ? "2 4" : null, fillColor: colour("computing"), fillOpacity: low ? 0.08 : 0.18 },
    }).eachLayer((part) => {
      tip(part, nameOf(view, area));
      part.on("click", (event) => view.pick("area", area.id, event.latlng, event));
      const middle = /** @type {L.Polygon} */ (part).getBounds().getCenter();
      makeFocusable(part, nameOf(view, area), () => view.pick("area", area.id, middle, null));
      group.addLayer(part);
    });
  });
  data.computing.filter((item) => shows("computing", item.id)).forEach((item) => {
    const low = item.confidence === "low";
    const icon = L.divIcon({ className: "dco-marker", html: symbol("hexagon", colour("computing"), { hollow: low, dash: low ? signs().tentative : "", size: 20 }), iconSize: [20, 20] });
    const marker = L.marker([item.lat, item.lon], { icon, alt: nameOf(view, item), pane: "markers", riseOnHover: true });
    group.addLayer(interactive(view, marker, "computing", item.id, nameOf(view, item), L.latLng(item.lat, item.lon)));
  });
  data.hubs.filter((hub) => shows("hub", hub.id)).forEach((hub) => {
    const icon = L.divIcon({ className: "dco-marker dco-hub", html: symbol("hexagon", colour("computing"), { hollow: true, ring: true, size: 32 }), iconSize: [32, 32] });
    const marker = L.marker([hub.lat, hub.lon], { icon, alt: nameOf(view, hub), pane: "markers", zIndexOffset: -50 });
    group.addLayer(interactive(view, marker, "hub", hub.id, nameOf(view, hub), L.latLng(hub.lat, hub.lon)));
  });
  return group;
}

export function linkLayers(view, data, visible, selected) {
  /** @type {any} */
  const group = L.layerGroup();
  const bends = {};
  const hubs = Object.fromEntries(data.computing.map((item) => [item.id, item.hub_id]));
  /** @type {{ends: Set<string>, raise: (up: boolean) => unknown}[]} */
  const drawn = [];
  // Links stay behind the clusters until what they belong to is pointed at or chosen.
  const kept = view.state.reach ? "*" : selected ? selected.kind + ":" + selected.id : "";
  group.raise = (end) => drawn.forEach((one) => one.raise(kept === "*" || one.ends.has(end) || one.ends.has(kept)));
  data.links.forEach((link) => {
    if (visible && !visible.has(link.id)) return;
    const pair = link.region + ">" + link.computing;
    bends[pair] = (bends[pair] || 0) + 1;
    const official = link.evidence === "official";
    const chosen = selected && selected.kind === "link" && selected.id === link.id;
    const calm = { weight: signs().evidence[link.evidence] * 0.5, opacity: official ? 0.45 : 0.35 };
    const raised = { weight: signs().evidence[link.evidence], opacity: 0.95 };
    const points = curve(view.map, link.from, link.to, 0.12 + 0.07 * (bends[pair] - 1));
    /** @type {L.PolylineOptions} */
    const style = {
      pane: "links",
      renderer: view.linkRenderer,
      color: colour("computing"),
      ...(chosen ? { weight: 4.5, opacity: 1 } : calm),
      dashArray: signs().loads[link.load_class] || null,
      lineCap: link.load_class === "general" ? "round" : "butt",
      className: chosen ? "dco-pulse" : "",
    };
    // The arrow stands past the middle, where no marker covers it: the line is drawn in two parts.
    const first = L.polyline(points.slice(0, 20), style);
    first.on("add", () => first.getElement().setAttribute("marker-end", "url(#dco-arrow-" + (official ? "strong" : "faint") + ")"));
    // A wide, clear line under the visible one is easier to hit.
    const hit = L.polyline(points, { pane: "links", renderer: view.linkRenderer, weight: 14, opacity: 0, color: colour("computing") });
    const words = view.words.load[link.load_class];
    const label = link["title_" + view.language] + view.words.comma[view.language] + words["title_" + view.language];
    const second = L.polyline(points.slice(19), style);
    group.addLayer(first);
    group.addLayer(second);
    drawn.push({
      ends: new Set(["link:" + link.id, "region:" + link.region, "computing:" + link.computing, "hub:" + hubs[link.computing]]),
      raise: (up) => !chosen && [first, second].forEach((line) => line.setStyle(up ? raised : calm)),
    });
    hit.on("mouseover", () => group.raise("link:" + link.id));
    hit.on("mouseout", () => group.raise(""));
    group.addLayer(interactive(view, hit, "link", link.id, label, L.latLng(points[16])));
  });
  const used = new Set(data.links.filter((l) => !visible || visible.has(l.id)).map((l) => l.region));
  data.regions.forEach((region) => {
    if (!used.has(region.id)) return;
    const dot = L.circleMarker([region.lat, region.lon], {
      pane: "links", renderer: view.linkRenderer, radius: 4.5, color: colour("computing"), weight: 1.6, fillColor: "#fff", fillOpacity: 1,
    });
    group.addLayer(interactive(view, dot, "region", region.id, nameOf(view, region), L.latLng(region.lat, region.lon)));
  });
  group.raise("");
  return group;
}

// A platform cluster has no boundary: chosen, it shows the network of places it consists of. Its lines leave in bundles,
// one for each part of the world, as thick as what they hold, and part only there.
export function platformLayers(view, data, selected) {
  const group = L.layerGroup();
  if (!selected || selected.kind !== "cluster") return group;
  const cluster = data.clusters.find((item) => item.id === selected.id);
  const style = modelSign(cluster && cluster.model);
  const thick = (n) => 1 + Math.log2(n);
  /** @type {(at: any, from: any) => any} the short way round the earth */
  const near = ([lat, lng], [, from]) => [lat, lng - 360 * Math.round((lng - from) / 360)];
  const line = (from, to, n, opacity) => L.polyline(curve(view.map, from, to, 0.08), {
    pane: "links", renderer: view.linkRenderer, color: style.colour, weight: thick(n), opacity, interactive: false,
  });
  data.bundles.filter((bundle) => bundle.cluster === selected.id).forEach((bundle) => {
    const fork = near(bundle.fork, bundle.from);
    group.addLayer(line(bundle.from, fork, bundle.n, 0.7));
    bundle.ends.forEach((end) => {
      const to = near(end.at, fork);
      group.addLayer(line(fork, to, end.n, 0.45));
      group.addLayer(L.circleMarker(to, {
        pane: "links", renderer: view.linkRenderer, radius: 2.5 + thick(end.n), color: style.colour, weight: 1.5,
        fillColor: "#fff", fillOpacity: 0.9, interactive: false,
      }));
    });
  });
  return group;
}
