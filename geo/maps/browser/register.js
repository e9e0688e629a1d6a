// The firms of a dataset on the cluster map, from `state.register`: {name, version, look, query, text (hexadecimal)};
// ids, numbers and keys only. Names and words arrive as JSON and are written with textContent.
import { Areas } from "./areas.js";
import { CellCanvas, FIRM_ZOOM, radiusOf } from "./cellpaint.js";
import { CellTiles, fetchPatiently } from "./celltile.js";
import { classWords, grouped } from "./classes.js";
import { BASE, fetchJson } from "./server.js";

const NEAR_PX = 5; // how far beside a mark a click may be
const READ_PX = 5; // from this radius on a circle is no dot
const FEW_FIRMS = 30; // as many as a card lists
const SVG = "http://www.w3.org/2000/svg";

/** A click on the choropleth of a list names the place; it chooses nothing of the catalogue. */
class Shaded extends Areas {
  name = "shaded";

  choose(event) {
    return this.tell(event);
  }
}

function element(tag, text = "", css = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (css) made.className = css;
  return made;
}

const decoded = (hex) => new TextDecoder().decode(Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16)));

export class Register {
  name = "register";
  drawn = "";
  /** @type {any} */
  wanted = null;
  /** @type {any} */
  tiles = null;

  /** @param {import("./view.js").MapView} view */
  attach(view) {
    this.view = view;
    view.pane("register", 448, false);
    view.pane("shaded", 404, false);
    this.shaded = new Shaded();
    this.shaded.attach(view);
    this.canvas = new CellCanvas({ pane: "register" });
    this.canvas.on("painted", () => {
      this.tell();
      view.refreshSoon();
    });
    view.map.on("mousemove", (event) => this.hover(event));
    view.map.on("mouseout", () => this.closeTip());
    view.map.on("moveend", () => this.later());
    this.box = element("div", "", "dco-legend");
    this.box.hidden = true;
    const corner = new L.Control({ position: "bottomleft" });
    corner.onAdd = () => this.box;
    corner.addTo(view.map);
    L.DomEvent.disableClickPropagation(this.box);
  }

  async draw(state) {
    this.shaded.draw(state);
    const wanted = state.register && state.register.look !== "areas" ? state.register : null;
    const drawn = JSON.stringify([state.register || null, state.language]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.wanted = state.register || null;
    this.close();
    if (!this.wanted) {
      this.words = null;
      this.drop();
      this.tell();
      return;
    }
    const path = "/tiles/dataset/" + this.wanted.name + "/words.json?lang=" + state.language;
    await this.view.faults.guard("register", () => fetchJson(path), (words) => {
      if (drawn !== this.drawn) return;
      this.words = words;
      this.canvas.colours = words.colours;
      if (wanted) this.show(wanted);
      else this.drop();
      this.tell();
    });
  }

  show({ name, version, look, query, text }) {
    const asked = [query, text && "text=" + encodeURIComponent(decoded(text))].filter(Boolean).join("&");
    const url = BASE + "/tiles/dataset/" + name + "/{z}/{x}/{y}.mvt?v=" + version + (asked && "&" + asked);
    this.asked = asked;
    this.canvas.look = look;
    if (!this.canvas._map) this.canvas.addTo(this.view.map);
    if (this.tiles && this.tiles.url === url) {
      this.canvas.paint();
      return;
    }
    const old = this.tiles;
    const fresh = this.view.faults.watch(new CellTiles(url, { pane: "register" }));
    this.tiles = fresh;
    // The old cells stay until the new ones are there, so that a change of the filter does not flash.
    fresh.once("load", () => {
      if (old) old.remove();
      if (this.tiles === fresh) this.canvas.tiles = fresh;
    });
    fresh.on("tileload", () => this.later());
    fresh.on("load", () => {
      this.later();
      performance.mark("dco-register-drawn");
    });
    fresh.addTo(this.view.map);
    if (!this.canvas.tiles || !old) this.canvas.tiles = fresh;
  }

  drop() {
    if (this.tiles) this.tiles.remove();
    if (this.canvas._map) this.canvas.remove();
    this.tiles = this.canvas.tiles = null;
    this.canvas.painted = [];
    this.canvas.legend = null;
  }

  /** Paint once a frame, however many tiles have come. */
  later() {
    if (this.frame) return;
    this.frame = window.requestAnimationFrame(() => {
      this.frame = 0;
      if (this.canvas._map) this.canvas.paint();
    });
  }

  /** The legend: what is drawn, with the classes that are on screen. */
  tell() {
    const legend = this.canvas.legend;
    this.box.replaceChildren();
    this.box.hidden = !this.words;
    if (!this.words) return;
    this.box.append(element("strong", this.words.title));
    if (this.words.synthetic) this.box.append(element("em", this.words.synthetic, "dco-synthetic"));
    if (!legend) return;
    if (!legend.max) {
      this.box.append(element("span", this.words.none));
      return;
    }
    this.box.append(element("span", legend.look === "heat" ? this.words.per_km2 : this.words.per_cell));
    const list = element("ul");
    if (legend.look === "symbols") legend.sizes.forEach((n) => list.append(this.circle(n, legend.max)));
    else {
      classWords(legend.limits, legend.max, { whole: legend.look === "grid" }).forEach((words, place) => {
        list.append(this.swatch(this.words.colours[place + 5 - legend.limits.length], words));
      });
    }
    this.box.append(list);
  }

  swatch(colour, words) {
    const row = element("li");
    const box = element("i");
    box.style.background = colour;
    row.append(box, element("span", words));
    return row;
  }

  circle(n, max) {
    const row = element("li");
    const radius = radiusOf(n, max);
    const svg = document.createElementNS(SVG, "svg");
    const size = 2 * radius + 2;
    Object.entries({ width: size, height: size, "aria-hidden": "true" }).forEach(([key, value]) => svg.setAttribute(key, String(value)));
    const circle = document.createElementNS(SVG, "circle");
    Object.entries({ cx: size / 2, cy: size / 2, r: radius, fill: this.words.colours[4], "fill-opacity": 0.62 })
      .forEach(([key, value]) => circle.setAttribute(key, String(value)));
    svg.append(circle);
    const sign = element("b");
    sign.append(svg);
    row.append(sign, element("span", grouped(n)));
    return row;
  }

  /** The circles large enough to be read as such: names yield to them. */
  occupied() {
    if (!this.canvas._map) return [];
    const circles = this.canvas.painted.filter((mark) => this.canvas.legend.look === "symbols" && mark.radius >= READ_PX);
    return circles.map((mark) => {
      const { lat, lng } = this.latlng(mark);
      return { key: "r" + mark.column + ":" + mark.row, lat, lng, gap: mark.radius };
    });
  }

  /** The mark under a place of the container, the nearest one. */
  markAt(point) {
    if (!this.canvas._map || !this.canvas.painted.length) return null;
    const { x, y } = this.view.map.containerPointToLayerPoint(point).subtract(this.canvas._bounds.min);
    let best = null;
    let nearest = Infinity;
    this.canvas.painted.forEach((mark) => {
      const distance = Math.hypot(mark.px - x, mark.py - y);
      if (distance <= (mark.radius || 0) + NEAR_PX && distance < nearest) [best, nearest] = [mark, distance];
    });
    return best;
  }

  latlng(mark) {
    const { map } = this.view;
    return map.layerPointToLatLng(L.point(mark.px, mark.py).add(this.canvas._bounds.min));
  }

  hover(event) {
    const mark = this.words && this.markAt(event.containerPoint);
    if (mark === this.over) return;
    this.over = mark;
    this.closeTip();
    if (!mark) return;
    const text = (mark.n === 1 && mark.name) || this.words.firms.replace("{n}", grouped(mark.n));
    this.tip = L.tooltip({ direction: "top", offset: [0, -8], className: "dco-tip" })
      .setLatLng(this.latlng(mark)).setContent(element("span", text)).addTo(this.view.map);
  }

  closeTip() {
    if (this.tip) this.tip.remove();
    this.tip = null;
  }

  close() {
    if (this.stop) this.stop.abort();
    if (this.popup) this.popup.remove();
    this.popup = null;
    this.over = null;
    this.closeTip();
  }

  /** A click on one firm opens its card, on a few their list; on many it goes nearer. */
  picked(event) {
    this.close();
    const mark = this.words && this.markAt(event.containerPoint);
    if (!mark) return null;
    const { map } = this.view;
    const at = this.latlng(mark);
    if (mark.n > FEW_FIRMS && map.getZoom() < FIRM_ZOOM + 1) {
      this.view.goTo({ lat: at.lat, lng: at.lng, zoom: Math.min(map.getZoom() + 2, FIRM_ZOOM + 1) }, false);
      return null;
    }
    return mark.n === 1 && mark.firm >= 0 ? this.card(mark.firm, at) : this.list(mark, at);
  }

  async ask(path, show) {
    this.stop = new AbortController();
    const { signal } = this.stop;
    const load = async () => (await fetchPatiently(BASE + "/tiles/dataset/" + this.wanted.name + path, signal)).json();
    await this.view.faults.guard("register card", load, (found) => signal.aborted || show(found));
  }

  card(row, at) {
    return this.ask("/card/" + row + ".json?lang=" + this.view.language, (firm) => {
      const box = element("div", "", "dco-card");
      box.append(element("strong", firm.title));
      const list = element("dl");
      firm.fields.filter(({ value }) => value).forEach(({ name, value }) => list.append(element("dt", name), element("dd", value)));
      box.append(list);
      if (firm.note) box.append(element("em", firm.note, "dco-synthetic"));
      this.open(at, box);
    });
  }

  list(mark, at) {
    const path = "/cell/" + mark.level + "/" + mark.column + "/" + mark.row + ".json" + (this.asked && "?" + this.asked);
    return this.ask(path, ({ n, firms }) => {
      const box = element("div", "", "dco-card");
      box.append(element("strong", this.words.firms.replace("{n}", grouped(n))));
      const list = element("ul");
      firms.forEach(({ row, id, name }) => {
        const button = element("button", name || id);
        button.setAttribute("type", "button");
        button.addEventListener("click", () => this.card(row, at));
        const line = element("li");
        line.append(button);
        list.append(line);
      });
      box.append(list);
      if (n > firms.length) box.append(element("span", this.words.more.replace("{n}", grouped(n - firms.length))));
      if (this.words.synthetic) box.append(element("em", this.words.synthetic, "dco-synthetic"));
      this.open(at, box);
    });
  }

  open(at, box) {
    if (this.popup) this.popup.remove();
    this.closeTip();
    this.popup = L.popup({ maxHeight: 260, maxWidth: 320, minWidth: 180, autoPanPadding: [20, 20] }).setLatLng(at).setContent(box);
    this.popup.openOn(this.view.map);
    const cross = this.popup.getElement().querySelector(".leaflet-popup-close-button");
    if (cross) cross.setAttribute("aria-label", this.words.close);
  }
}
