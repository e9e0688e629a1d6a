// Labels: place names, clusters, hubs and single organisations, the more important first, none over another.
// Every text is written with textContent.
(function () {
  "use strict";
  const Observatory = (window.Observatory = window.Observatory || {});
  Observatory.FONT =
    '"Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif';
  const SIZES = { cluster: 13, hub: 13, computing: 12, region: 12, org: 12, area: 11, country: 13, place: 11 };
  const measure = document.createElement("canvas").getContext("2d");
  const widths = new Map();

  function widthOf(text, size, bold) {
    const key = size + (bold ? "b" : "") + text;
    if (!widths.has(key)) {
      measure.font = (bold ? "600 " : "") + size + "px " + Observatory.FONT;
      widths.set(key, measure.measureText(text).width);
    }
    return widths.get(key);
  }

  const overlaps = (a, b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

  // Offsets to try: beside the sign, below it and above it; a place without a sign has its label on its point.
  function spots({ gap, lift }, width, half) {
    if (!gap) return [[-width / 2, -half]];
    return [
      [gap, -half - lift],
      [-gap - width, -half - lift],
      [-width / 2, -gap - 2 * half - lift],
      [-width / 2, gap],
    ];
  }

  // candidates: [{key, lat, lng, text, kind, rank, gap}], rank ascending = placed first; gap = pixels kept free
  // around the sign the label belongs to, lift = pixels the sign stands above its place. Without text it only keeps free.
  Observatory.Labels = L.Layer.extend({
    initialize: function () {
      this._shown = new Map();
    },
    onAdd: function (map) {
      this._map = map;
    },
    onRemove: function () {
      this._shown.forEach((marker) => marker.remove());
      this._shown.clear();
    },
    place: function (candidates) {
      const map = this._map;
      const size = map.getSize();
      const texts = [];
      const wanted = new Map();
      const visible = candidates
        .map((c) => ({ gap: 0, lift: 0, ...c, at: map.latLngToContainerPoint([c.lat, c.lng]) }))
        .filter(({ at }) => at.x > -80 && at.y > -20 && at.x < size.x + 80 && at.y < size.y + 20)
        .sort((a, b) => a.rank - b.rank || a.text.length - b.text.length);
      // Signs keep their place free, each but the label's own.
      const signs = visible
        .filter((c) => c.gap)
        .map(({ key, at, gap, lift }) => ({
          key, x0: at.x - gap, y0: at.y - gap - lift, x1: at.x + gap, y1: at.y + gap - lift,
        }));
      visible
        .filter((c) => c.text)
        .forEach((c) => {
          const fontSize = SIZES[c.kind] || 11;
          const bold = c.kind === "cluster" || c.kind === "hub" || c.kind === "computing";
          const width = widthOf(c.text, fontSize, bold) + 6;
          const half = fontSize * 0.7;
          const boxes = spots(c, width, half).map(([dx, dy]) => ({
            dx, dy, x0: c.at.x + dx, y0: c.at.y + dy, x1: c.at.x + dx + width, y1: c.at.y + dy + 2 * half,
          }));
          const clear = boxes.filter((box) => !texts.some((other) => overlaps(box, other)));
          const free = clear.find((box) => !signs.some((sign) => sign.key !== c.key && overlaps(box, sign)));
          // A cluster is named even where its label must cover a sign; everything else gives way.
          const box = free || (c.kind === "cluster" ? clear[0] : null);
          if (!box) return;
          texts.push(box);
          wanted.set(c.key, { ...c, dx: Math.round(box.dx), dy: Math.round(box.dy) });
        });
      this._shown.forEach((marker, key) => {
        const next = wanted.get(key);
        if (!next || marker.stamp !== next.text + next.dx + "," + next.dy + "," + next.lat + "," + next.lng) {
          marker.remove();
          this._shown.delete(key);
        }
      });
      wanted.forEach((c, key) => {
        if (this._shown.has(key)) return;
        const text = document.createElement("span");
        text.textContent = c.text;
        text.lang = Observatory.language === "zh" ? "zh-CN" : "en";
        const icon = L.divIcon({
          className: "dco-label dco-label-" + c.kind,
          html: text,
          iconSize: null,
          iconAnchor: [-c.dx, -c.dy],
        });
        const marker = L.marker([c.lat, c.lng], { icon, pane: "labels", interactive: false, keyboard: false });
        marker.stamp = c.text + c.dx + "," + c.dy + "," + c.lat + "," + c.lng;
        marker.addTo(map);
        this._shown.set(key, marker);
      });
    },
  });
})();
