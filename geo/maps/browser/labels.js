// Labels on the map: place names, clusters, hubs and single organisations. Every text is written with textContent.
import { FONT, nearest, placed } from "./placement.js";
import { colour } from "./signs.js";

const measure = document.createElement("canvas").getContext("2d");
const widths = new Map();

function widthOf(text, size, bold) {
  const key = size + (bold ? "b" : "") + text;
  if (!widths.has(key)) {
    measure.font = (bold ? "600 " : "") + size + "px " + FONT;
    widths.set(key, measure.measureText(text).width);
  }
  return widths.get(key);
}

const stampOf = (c) => [c.text, c.kind, c.dx, c.dy, c.lat, c.lng].join("|");

export const Labels = L.Layer.extend({
  initialize: function () {
    this._shown = new Map();
  },
  onAdd: function (map) {
    this._map = map;
  },
  onRemove: function () {
    this._shown.forEach((marker) => marker.remove());
    this._shown.clear();
    if (this._ties) this._ties.remove();
  },
  place: function (candidates, language) {
    const map = this._map;
    const size = map.getSize();
    const credits = map.attributionControl ? map.attributionControl.getContainer().offsetHeight : 0;
    const visible = candidates
      .map((c) => ({ gap: 0, lift: 0, ...c, at: map.latLngToContainerPoint([c.lat, c.lng]) }))
      .filter(({ at }) => at.x > -80 && at.y > -20 && at.x < size.x + 80 && at.y < size.y + 20);
    const wanted = new Map(placed(visible, widthOf, { width: size.x, height: size.y - credits }).map((c) => [c.key, c]));
    this._shown.forEach((marker, key) => {
      const next = wanted.get(key);
      if (next && marker.stamp === stampOf(next)) return;
      marker.remove();
      this._shown.delete(key);
    });
    this._tie([...wanted.values()].filter((c) => c.tied));
    wanted.forEach((c, key) => {
      if (!this._shown.has(key)) this._shown.set(key, this._add(c, language));
    });
  },
  // A line from a sign to its label where the two stand apart.
  _tie: function (labels) {
    if (this._ties) this._ties.remove();
    const map = this._map;
    const lines = labels.map(({ at, lift, box }) => {
      const { x, y } = nearest(box, { x: at.x, y: at.y - lift });
      return [map.containerPointToLatLng([at.x, at.y - lift]), map.containerPointToLatLng([x, y])];
    });
    const style = { pane: "selection", color: colour("muted"), weight: 1, opacity: 0.8, interactive: false };
    this._ties = lines.length ? L.polyline(lines, style).addTo(map) : null;
  },
  _add: function (c, language) {
    const text = document.createElement("span");
    text.textContent = c.text;
    const open = Boolean(c.open);
    text.lang = language === "zh" ? "zh-CN" : "en";
    const icon = L.divIcon({
      className: "dco-label dco-label-" + c.kind + (c.style ? " " + c.style : "") + (open ? " dco-label-open" : ""),
      html: text,
      iconSize: null,
      iconAnchor: [-c.dx, -c.dy],
    });
    const marker = L.marker([c.lat, c.lng], { icon, pane: "labels", interactive: open, keyboard: false });
    if (open) marker.on("click", (event) => c.open(L.latLng(c.lat, c.lng), event));
    marker.stamp = stampOf(c);
    return marker.addTo(this._map);
  },
});
