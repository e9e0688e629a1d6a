// Vector tiles: canvas tiles at the screen's resolution, our marker symbols, and finding what is under the pointer.
// Data only ever reaches a canvas here (fillText), never markup.
(function () {
  "use strict";
  const Observatory = (window.Observatory = window.Observatory || {});
  const TAU = 2 * Math.PI;

  // Colours and shapes of the models come from the words payload, so that legend and map share one registry.
  Observatory.symbols = { colours: {}, shapes: {} };

  const trace = {
    circle(ctx, x, y, r) {
      ctx.arc(x, y, r, 0, TAU);
    },
    square(ctx, x, y, r) {
      ctx.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
    },
    triangle(ctx, x, y, r) {
      polygon(ctx, [[0, -1.15], [1.08, 0.82], [-1.08, 0.82]], x, y, r);
    },
    diamond(ctx, x, y, r) {
      polygon(ctx, [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]], x, y, r);
    },
    hexagon(ctx, x, y, r) {
      polygon(ctx, [[-0.5, -0.87], [0.5, -0.87], [1, 0], [0.5, 0.87], [-0.5, 0.87], [-1, 0]], x, y, r);
    },
  };

  function polygon(ctx, corners, x, y, r) {
    corners.forEach(([dx, dy], i) => ctx[i ? "lineTo" : "moveTo"](x + dx * r, y + dy * r));
    ctx.closePath();
  }

  // The inner glyph tells the family of an organisation: firms are solid, research has a dot, facilities a bar,
  // supporting bodies a cross.
  function glyph(ctx, family, x, y) {
    ctx.beginPath();
    ctx.fillStyle = ctx.strokeStyle = "#fff";
    ctx.lineWidth = 1.6;
    if (family === "research") {
      ctx.arc(x, y, 2, 0, TAU);
      ctx.fill();
    } else if (family === "facility" || family === "support") {
      ctx.moveTo(x - 3, y);
      ctx.lineTo(x + 3, y);
      if (family === "support") {
        ctx.moveTo(x, y - 3);
        ctx.lineTo(x, y + 3);
      }
      ctx.stroke();
    }
  }

  Observatory.cellRadius = (n) => Math.min(9 + 2.6 * Math.log2(n), 24);

  function drawOrganisation(ctx, x, y, data) {
    const colour = Observatory.symbols.colours[data.model] || Observatory.symbols.colours.none;
    const shape = trace[Observatory.symbols.shapes[data.model]] || trace.hexagon;
    ctx.save();
    if (data.n > 1) {
      const radius = Observatory.cellRadius(data.n);
      ctx.beginPath();
      ctx.arc(x, y, radius, 0, TAU);
      ctx.fillStyle = "rgba(255,255,255,0.86)";
      ctx.fill();
      ctx.lineWidth = 2;
      ctx.strokeStyle = colour;
      ctx.stroke();
      ctx.fillStyle = "#2B2B2B";
      ctx.font = "600 11px " + Observatory.FONT;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillText(String(data.n), x, y + 0.5);
    } else {
      ctx.beginPath();
      shape(ctx, x, y, 6);
      ctx.lineWidth = 3.5;
      ctx.strokeStyle = "#fff";
      ctx.stroke();
      ctx.lineWidth = 1.6;
      ctx.strokeStyle = colour;
      if (data.tentative) {
        ctx.fillStyle = "#fff";
        ctx.setLineDash([2, 2]);
        ctx.fill();
        ctx.stroke();
      } else {
        ctx.fillStyle = colour;
        ctx.fill();
        glyph(ctx, data.family, x, y);
      }
    }
    ctx.restore();
  }

  const SharpTile = L.Canvas.Tile.extend({
    initialize: function (coords, size, options) {
      L.Canvas.Tile.prototype.initialize.call(this, coords, size, options);
      // Leaflet.VectorGrid draws at one canvas pixel per CSS pixel, which is blurred on dense screens.
      const ratio = Math.min(window.devicePixelRatio || 1, 3);
      this._container.setAttribute("width", size.x * ratio);
      this._container.setAttribute("height", size.y * ratio);
      this._ctx.scale(ratio, ratio);
      this._container.setAttribute("role", "presentation");
    },
    _updateCircle: function (layer) {
      if (this._drawing) drawOrganisation(this._ctx, layer._point.x, layer._point.y, layer.properties);
    },
  });

  const VectorLayer = L.VectorGrid.Protobuf.extend({
    options: {
      rendererFactory: (coords, size, options) => new SharpTile(coords, size, options),
      maxNativeZoom: 18,
    },
    _getVectorTilePromise: function (coords) {
      const answer = L.VectorGrid.Protobuf.prototype._getVectorTilePromise.call(this, coords);
      return answer.then(
        (tile) => {
          // The library turns an HTTP error into a tile whose layers are an array.
          if (Array.isArray(tile.layers)) this.fire("fault");
          return tile;
        },
        () => {
          this.fire("fault");
          return { layers: [] };
        }
      );
    },
  });

  Observatory.SharpTile = SharpTile;
  Observatory.vectorLayer = (url, options) => new VectorLayer(url, options);

  Observatory.landLayer = (url) =>
    new VectorLayer(url, {
      pane: "land",
      vectorTileLayerStyles: {
        land: { fill: true, fillColor: "#F6F4EE", fillOpacity: 1, color: "#C9D3D6", weight: 0.8, opacity: 1 },
      },
    });

  Observatory.adminLayer = (url) =>
    new VectorLayer(url, {
      pane: "admin",
      vectorTileLayerStyles: {
        prefectures: { fill: false, color: "#B9B4A6", weight: 0.5, opacity: 0.7 },
        provinces: { fill: false, color: "#8F897A", weight: 0.9, opacity: 0.8 },
        lines: { color: "#6F6A5E", weight: 1.3, opacity: 0.9 },
      },
    });

  let unnamed = 0;
  Observatory.organisationLayer = (url) =>
    new VectorLayer(url, {
      pane: "organisations",
      getFeatureId: (feature) => feature.properties.id || "cell" + ++unnamed,
      vectorTileLayerStyles: { organisations: { radius: 6 } },
    });

  // Walk the markers on screen as (point in container pixels, data, latlng); one that lies in two tiles comes once.
  Observatory.eachOrganisation = function (map, layer, visit) {
    const seen = new Set();
    const zoom = Math.round(map.getZoom());
    const screen = map.getSize();
    Object.entries((layer && layer._vectorTiles) || {}).forEach(([key, renderer]) => {
      const [x, y, z] = key.split(":").map(Number);
      if (z !== zoom || !renderer._features) return;
      Object.values(renderer._features).forEach(({ feature }) => {
        const inTile = feature._point;
        const size = layer.getTileSize();
        if (inTile.x < 0 || inTile.y < 0 || inTile.x >= size.x || inTile.y >= size.y) return;
        const place = L.point(x * size.x + inTile.x, y * size.y + inTile.y);
        const latlng = map.unproject(place, z); // tiles have whole zooms, the map of a comparison need not
        const point = map.latLngToContainerPoint(latlng);
        if (point.x < 0 || point.y < 0 || point.x > screen.x || point.y > screen.y) return;
        const mark = place.x.toFixed(1) + "," + place.y.toFixed(1);
        if (seen.has(mark)) return;
        seen.add(mark);
        visit(point, feature.properties, latlng);
      });
    });
  };

  Observatory.organisationAt = function (map, layer, point) {
    let best = null;
    Observatory.eachOrganisation(map, layer, (place, data, latlng) => {
      const reach = data.n > 1 ? Observatory.cellRadius(data.n) : 11;
      const distance = place.distanceTo(point);
      if (distance <= reach && (!best || distance < best.distance)) best = { distance, data, latlng };
    });
    return best;
  };
})();
