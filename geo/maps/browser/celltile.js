// Tiles of a dataset's cells: fetched with a way to give up, read into columns, kept by Leaflet's grid. Nothing is drawn
// here; `cellpaint.js` draws all tiles together, so that symbols and heat have no seams.

const TILE_UNITS = 4096;

/** Reads the fields of a protocol buffer; https://protobuf.dev/programming-guides/encoding/. */
class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  varint() {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  }

  /** The next part with a length of its own. */
  part() {
    const size = this.varint();
    const found = new Reader(this.bytes, this.at, this.at + size);
    this.at += size;
    return found;
  }

  text() {
    const { bytes, at, end } = this.part();
    return new TextDecoder().decode(bytes.subarray(at, end));
  }

  skip(wire) {
    if (wire === 0) this.varint();
    else if (wire === 1) this.at += 8;
    else if (wire === 2) this.part();
    else if (wire === 5) this.at += 4;
    else throw new Error("no vector tile: wire type " + wire);
  }

  /** @param {(field: number, wire: number) => boolean} take tells whether it has read the field */
  each(take) {
    while (this.at < this.end) {
      const tag = this.varint();
      if (!take(tag >>> 3, tag & 7)) this.skip(tag & 7);
    }
  }
}

const zigzag = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);

function readValue(reader) {
  /** @type {string|number|boolean|null} */
  let value = null;
  reader.each((field) => {
    if (field === 1) value = reader.text();
    else if (field === 4 || field === 5) value = reader.varint();
    else if (field === 6) value = zigzag(reader.varint());
    else if (field === 7) value = Boolean(reader.varint());
    else return false;
    return true;
  });
  return value;
}

/**
 * Read a tile of `geo.datasets.cells`.
 * @param {ArrayBuffer} buffer
 * @returns {{x: number, y: number, n: number, model: string, row: number, name: string}[]} cells in the tile itself, x
 *   and y in 4096ths of its width, row -1 where the cell is more than one firm
 */
export function readCells(buffer) {
  const keys = [];
  const values = [];
  const features = [];
  const tile = new Reader(new Uint8Array(buffer));
  tile.each((field) => {
    if (field !== 3) return false;
    const layer = tile.part();
    layer.each((inner) => {
      if (inner === 2) features.push(layer.part());
      else if (inner === 3) keys.push(layer.text());
      else if (inner === 4) values.push(readValue(layer.part()));
      else return false;
      return true;
    });
    return true;
  });
  const cells = [];
  features.forEach((reader) => {
    const cell = { x: 0, y: 0, n: 0, model: "", row: -1, name: "" };
    reader.each((field) => {
      if (field !== 2 && field !== 4) return false;
      const part = reader.part();
      if (field === 2) {
        while (part.at < part.end) cell[keys[part.varint()]] = values[part.varint()];
      } else {
        part.varint(); // move to, once
        cell.x = zigzag(part.varint());
        cell.y = zigzag(part.varint());
      }
      return true;
    });
    // Neighbours' cells come along for those who draw tile by tile.
    if (cell.x >= 0 && cell.y >= 0 && cell.x < TILE_UNITS && cell.y < TILE_UNITS) cells.push(cell);
  });
  return cells;
}

const TRIES = 3;
const LONGEST_WAIT_S = 10;

/** Fetch; a server that is busy says when to ask again, and is asked. */
export async function fetchPatiently(url, signal) {
  for (let left = TRIES; ; left--) {
    const answer = await fetch(url, { signal });
    if (answer.ok) return answer;
    const wait_s = Number(answer.headers.get("Retry-After"));
    if (answer.status !== 503 || !wait_s || left <= 1) throw new Error(url + " " + answer.status);
    await new Promise((go, stop) => {
      window.setTimeout(go, 1000 * Math.min(wait_s, LONGEST_WAIT_S));
      signal.addEventListener("abort", stop, { once: true });
    });
  }
}

const GridLayer = /** @type {any} */ (L.GridLayer); // the types know nothing of its insides

export const CellTiles = GridLayer.extend({
  options: { maxNativeZoom: 18, updateWhenZooming: false, keepBuffer: 1 },
  initialize: function (url, options) {
    this.url = url;
    GridLayer.prototype.initialize.call(this, options);
    this.on("tileunload", ({ tile }) => tile.dcoStop && tile.dcoStop.abort());
  },
  createTile: function (coords, done) {
    const tile = /** @type {any} */ (document.createElement("div"));
    const stop = (tile.dcoStop = new AbortController());
    tile.dcoCells = [];
    fetchPatiently(L.Util.template(this.url, coords), stop.signal)
      .then((answer) => answer.arrayBuffer())
      .then((buffer) => {
        tile.dcoCells = buffer.byteLength ? readCells(buffer) : [];
        done(null, tile);
      })
      .catch((fault) => {
        if (stop.signal.aborted) return; // nobody waits for it: the server stops working on it too
        this.fire("fault");
        done(fault, tile);
      });
    return tile;
  },
  /** The zoom whose tiles are shown: the present one, while its tiles are on their way the one before. */
  shownZoom: function () {
    const there = Object.values(this._tiles || {}).some((tile) => tile.loaded && tile.coords.z === this.shown);
    if (!this.isLoading() || !there) this.shown = this._tileZoom;
    return this.shown;
  },
  /** Call with every cell of the tiles that are shown. */
  eachCell: function (visit) {
    const zoom = this.shownZoom();
    Object.values(this._tiles || {}).forEach(({ coords, el, loaded }) => {
      if (loaded && coords.z === zoom) el.dcoCells.forEach((cell) => visit(cell, coords));
    });
  },
});
