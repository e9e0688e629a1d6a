// Workbench: a session's own layers over the base map, from `state.workbench`: {layers: [{id, kind, version,
// colours (hex digits), shown}], boxes: [{west, south, east, north, chosen}]}; ids, keys, colours and numbers only. Attributes arrive as
// JSON when a person clicks and are written with textContent.
(function () {
  "use strict";
  const Observatory = (window.Observatory = window.Observatory || {});
  const BASE = window.location.pathname.split("/component/")[0];
  const INK = "#2B2B2B";
  const GREY = "#6B6B6B";
  const attach = Observatory.attach;

  // What has no figure is hatched, so that it is no shade of the scale.
  let hatch = null;
  function noData() {
    if (hatch) return hatch;
    const cell = document.createElement("canvas");
    cell.width = cell.height = 6;
    const ctx = cell.getContext("2d");
    ctx.fillStyle = "#fff";
    ctx.fillRect(0, 0, 6, 6);
    ctx.strokeStyle = "#9A968C";
    ctx.beginPath();
    ctx.moveTo(-1, 7);
    ctx.lineTo(7, -1);
    ctx.stroke();
    hatch = ctx.createPattern(cell, "repeat");
    return hatch;
  }

  Observatory.noData = noData;

  // A colour half way to white. Opaque: pieces of an area overlap.
  function pale(colour) {
    const channels = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    return "rgb(" + channels.map((value) => Math.round((value + 255) / 2)).join(",") + ")";
  }

  const DotTile = Observatory.SharpTile.extend({
    _updateCircle: function (layer) {
      if (!this._drawing) return;
      const { n, class: number } = layer.properties;
      const { colours, hollow } = this.options.dots;
      const ctx = this._ctx;
      const radius = n > 1 ? Math.min(3 + 1.1 * Math.log2(n), 9) : 4;
      ctx.beginPath();
      ctx.arc(layer._point.x, layer._point.y, radius, 0, 2 * Math.PI);
      ctx.fillStyle = hollow ? "rgba(255,255,255,0.6)" : number < 0 ? noData() : colours[number] || colours[0];
      ctx.fill();
      ctx.lineWidth = hollow ? 1.4 : 1;
      ctx.strokeStyle = hollow ? GREY : "#fff";
      ctx.stroke();
    },
  });

  // Tiles of one layer of areas, lines and points, coloured by class; a hollow one shows outlines only.
  Observatory.flatLayer = function (url, { colours, hollow = false, calm = false, pane }) {
    const plain = calm && colours.length === 1 ? pale(colours[0]) : null;
    const fill = (p) => (p.class < 0 ? noData() : plain || colours[p.class] || colours[0]);
    const styles = {
      areas: (p) => (hollow ? [] : { fill: true, fillColor: fill(p), fillOpacity: 1, stroke: false, weight: 0, opacity: 0 }),
      lines: () => ({ color: hollow ? GREY : INK, weight: hollow ? 1.6 : 0.7, opacity: 0.85, dashArray: hollow ? "5 4" : null }),
      points: () => ({ radius: 4 }),
    };
    return Observatory.vectorLayer(url, {
      pane,
      vectorTileLayerStyles: styles,
      rendererFactory: (coords, size, options) =>
        new DotTile(coords, size, { ...options, dots: { colours, hollow } }),
    });
  };

  function tiles(layer) {
    return Observatory.flatLayer(BASE + "/workbench/" + layer.id + "/{z}/{x}/{y}.mvt?v=" + layer.version, {
      colours: layer.colours.map((digits) => "#" + digits),
      hollow: layer.kind === "before",
      calm: true, // one colour for all says nothing
      pane: "workbench",
    });
  }

  // A box of attributes at a place, written with textContent; `title` names the layer where that is not plain.
  Observatory.attributeTip = function (map, latlng, found) {
    const box = document.createElement("div");
    if (found.title) {
      const title = document.createElement("strong");
      title.textContent = found.title;
      box.append(title);
    }
    box.append(attributes(found));
    return L.tooltip({ direction: "top", className: "dco-tip dco-attributes", permanent: true })
      .setLatLng(latlng).setContent(box).addTo(map);
  };

  function attributes(found) {
    const list = document.createElement("dl");
    found.fields.forEach(({ name, value }) => {
      const term = document.createElement("dt");
      const text = document.createElement("dd");
      term.textContent = name;
      text.textContent = value || "\u2014";
      list.append(term, text);
    });
    if (found.more) {
      const rest = document.createElement("dd");
      rest.textContent = "+" + found.more;
      list.append(rest);
    }
    return list;
  }

  // How far a click reaches, degrees: seven pixels.
  Observatory.reachOf = function (map, event) {
    const edge = map.containerPointToLatLng(event.containerPoint.add([7, 0]));
    return Math.min(Math.abs(edge.lng - event.latlng.lng), 2);
  };

  class Workbench {
    constructor(view) {
      this.view = view;
      this.layers = new Map();
      const pane = view.map.createPane("workbench");
      pane.style.zIndex = 405;
      pane.style.opacity = 0.85;
      pane.style.pointerEvents = "none";
      const apply = view.apply.bind(view);
      view.apply = async (state) => {
        await apply(state);
        if (view.state === state) this.draw(state.workbench);
      };
      view.map.on("click", (event) => this.ask(event));
    }

    draw(wanted) {
      const shown = wanted ? wanted.layers.filter((layer) => layer.shown) : [];
      const keys = new Set(shown.map((layer) => layer.id + "/" + layer.version));
      this.layers.forEach((grid, key) => {
        if (keys.has(key)) return;
        grid.remove();
        this.layers.delete(key);
      });
      shown.forEach((layer) => {
        const key = layer.id + "/" + layer.version;
        if (this.layers.has(key)) return;
        const grid = this.view.watch(tiles(layer));
        grid.once("load", () => performance.mark("dco-workbench-drawn"));
        this.layers.set(key, grid.addTo(this.view.map));
      });
      this.order = shown.map((layer) => layer.id);
      this.drawBoxes(wanted ? wanted.boxes : []);
      this.close();
    }

    drawBoxes(boxes) {
      if (this.boxes) this.boxes.remove();
      this.boxes = L.layerGroup().addTo(this.view.map);
      boxes.forEach((box) => {
        const style = { color: box.chosen ? INK : GREY, weight: box.chosen ? 2.4 : 1.4, dashArray: box.chosen ? null : "6 5", fill: false, interactive: false };
        L.rectangle([[box.south, box.west], [box.north, box.east]], style).addTo(this.boxes);
      });
    }

    close() {
      if (this.tip) this.tip.remove();
      this.tip = null;
    }

    // The layer on top answers first.
    async ask(event) {
      this.close();
      const map = this.view.map;
      const { lat, lng } = event.latlng;
      const reach = Observatory.reachOf(map, event);
      for (const id of [...(this.order || [])].reverse()) {
        const answer = await fetch(BASE + "/workbench/" + id + "/at.json?lng=" + lng + "&lat=" + lat + "&reach=" + reach);
        if (!answer.ok) continue;
        const found = await answer.json();
        if (!found) continue;
        this.tip = Observatory.attributeTip(map, event.latlng, found);
        return;
      }
    }
  }

  Observatory.attach = (map) => {
    attach(map);
    Observatory.workbench = new Workbench(Observatory.view);
  };
})();
