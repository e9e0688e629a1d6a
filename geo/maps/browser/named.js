// What is named on the map: what has a sign of its own, and the names behind the signs.
import { PIN_LIFT } from "./network.js";
import { cellRadius, eachOrganisation } from "./tiles.js";

const FOOT_PX = 10;

/** Where a sign stands: at its place, or where it was moved to so that a number can be read. */
function placeOf(view, key, { lat, lon }) {
  const moved = view.aside && view.aside.get(key);
  return moved ? { lat: moved.lat, lng: moved.lng } : { lat, lng: lon };
}

/** What has a sign of its own on the map and may be named, the more important with the lower rank. */
export function candidates(view, zoom) {
  const has = (layer) => view.state.layers.includes(layer);
  const named = (list, kind, more) =>
    list.map((item) => ({
      key: kind + ":" + item.id, ...placeOf(view, kind + ":" + item.id, item), kind,
      text: item[(item.short_zh ? "short_" : "name_") + view.language], ...more,
      open: (at, event) => view.pick(kind, item.id, at, { originalEvent: event.originalEvent }),
    }));
  const out = [];
  if (has("clusters")) {
    const shown = view.state.clusters && new Set(view.state.clusters);
    const clusters = view.network.clusters.filter((c) => !shown || shown.has(c.id));
    out.push(...named(clusters, "cluster", { rank: 1, gap: 11, lift: PIN_LIFT }));
    // Below its pin lies the place itself: a city's name yields to the cluster that is named there already.
    clusters.forEach(({ id, lat, lon }) => out.push({ key: "foot:" + id, lat, lng: lon, text: "", kind: "org", rank: 4, gap: FOOT_PX }));
  }
  if (has("computing")) {
    const silent = (when) => (when ? {} : { text: "" });
    const shown = view.state.network && new Set(view.state.network);
    const some = (list, kind, id) => list.filter((item) => !shown || shown.has(kind + ":" + item[id]));
    out.push(...named(some(view.network.hubs, "hub", "id"), "hub", { rank: 2, gap: 16, ...silent(zoom >= 5 && zoom < 9) }));
    out.push(...named(some(view.network.computing, "computing", "id"), "computing", { rank: 2.5, gap: 12, ...silent(zoom >= 4) }));
    if (zoom >= 8) out.push(...named(some(view.network.areas, "computing", "computing_id"), "area", { rank: 5, gap: 0 }));
  }
  if (has("links")) {
    const shown = view.state.links && new Set(view.state.links);
    const used = new Set(view.network.links.filter((l) => !shown || shown.has(l.id)).map((l) => l.region));
    out.push(...named(view.network.regions.filter((r) => used.has(r.id)), "region", { rank: 3, gap: 8, ...(zoom >= 4 ? {} : { text: "" }) }));
  }
  return out;
}

/** What is named behind the signs: organisations, units of China and places; bubbles keep their place free. */
export function background(view, zoom) {
  const out = [];
  const name = (item) => item["name_" + view.language];
  eachOrganisation(view.map, view.layers.organisations, (_point, data, latlng) => {
    const text = zoom >= 12 && data.n === 1 ? name(data) : "";
    const gap = data.n > 1 ? cellRadius(data.n) : 9;
    out.push({ key: "o" + (data.id || latlng.toString()), lat: latlng.lat, lng: latlng.lng, text: text || "", kind: "org", rank: 4, gap });
  });
  const levels = view.state.layers.includes("admin") ? [zoom >= 4 && zoom < 8, zoom >= 7 && zoom < 11, zoom >= 10] : [];
  const units = view.units.filter((u) => levels[u.level] && name(u));
  const named = new Set(units.map(name));
  units.forEach((u) => {
    out.push({ key: "u" + u.id, lat: u.lat, lng: u.lon, text: name(u), kind: "unit", style: "dco-label-unit-" + u.level, rank: 9 + 3 * u.level, gap: 0 });
  });
  view.places.forEach((p) => {
    const from = [0, 2, 4, 5, 7, 9][p.rank];
    if (zoom >= from && !named.has(name(p))) out.push({ key: "p" + p.id, lat: p.lat, lng: p.lon, text: name(p), kind: p.kind === "country" ? "country" : "place", rank: 10 + p.rank, gap: 0 });
  });
  return out;
}
