// The graticule: meridians and parallels as far apart as the zoom asks for.
import { colour } from "./signs.js";

/** @param {L.Map} map */
export function graticule(map) {
  const step = [30, 30, 20, 20, 10, 5, 5, 2, 1, 1, 0.5, 0.5][Math.min(Math.floor(map.getZoom()), 11)];
  const bounds = map.getBounds().pad(0.3);
  /** @type {[number, number][][]} */
  const lines = [];
  const start = (v) => Math.floor(v / step) * step;
  for (let lng = start(bounds.getWest()); lng <= bounds.getEast(); lng += step) lines.push([[-85, lng], [85, lng]]);
  for (let lat = Math.max(start(bounds.getSouth()), -80); lat <= Math.min(bounds.getNorth(), 85); lat += step) {
    lines.push([[lat, bounds.getWest()], [lat, bounds.getEast()]]);
  }
  return L.polyline(lines, { pane: "graticule", color: colour("graticule"), weight: 0.6, opacity: 0.55, interactive: false });
}
