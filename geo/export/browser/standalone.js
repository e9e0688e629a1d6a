// The self-contained comparison: builds the page from the JSON inside it. Every text is written with textContent.
import { metresPerPixel, zoomFor } from "./scale.js";

const data = JSON.parse(document.getElementById("data").textContent);
const words = data.words;
const root = document.getElementById("page");
const SVG = "http://www.w3.org/2000/svg";

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  Object.entries(attributes || {}).forEach(([key, value]) => {
    if (key === "class") node.className = value;
    else if (key in node && typeof value !== "string") node[key] = value;
    else node.setAttribute(key, value);
  });
  children.flat(Infinity).forEach((child) => child !== null && child !== undefined && node.append(child));
  return node;
}

function section(id, title, ...children) {
  const heading = make("h2", { id: "h-" + id }, title);
  const made = make("section", { id, "aria-labelledby": "h-" + id }, heading, children);
  root.append(made);
  return made;
}

function head() {
  root.append(
    make("header", {}, make("p", { class: "kicker" }, data.subtitle), make("h1", {}, data.title),
      data.caption ? make("p", { class: "caption" }, data.caption) : null)
  );
}

const views = [];
const groups = { land: [], boundary: [], organisations: [], links: [] };

function drawMap(entry, index) {
  const box = data.maps[index];
  const holder = make("div", { class: "map", role: "application", "aria-label": entry.name });
  const figure = make("figure", {}, make("figcaption", {}, make("strong", {}, entry.name), make("span", {}, entry.model)), holder);
  document.querySelector("#maps .maps").append(figure);
  const map = L.map(holder, { zoomSnap: 0, zoomDelta: 0.75, minZoom: 0, maxZoom: 15, preferCanvas: false, zoomControl: false, attributionControl: false });
  L.control.zoom({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 110 }).addTo(map);
  const canvas = L.canvas({ padding: 0.5 });
  ["land", "areas", "lines", "marks"].forEach((name, i) => (map.createPane(name).style.zIndex = String(210 + 50 * i)));
  const landCanvas = L.canvas({ padding: 0.5, pane: "land" });
  groups.land.push([map, L.geoJSON(box.land, { renderer: landCanvas, pane: "land", interactive: false, style: { stroke: true, color: "#C9D3D6", weight: 0.8, fillColor: "#F6F4EE", fillOpacity: 1 } })]);
  const label = (text) => make("span", {}, text);
  groups.boundary.push([map, L.featureGroup(box.units.map((unit) =>
    L.geoJSON(unit.geometry, { pane: "areas", style: { color: entry.colour, weight: 2, dashArray: box.dash || null, fillColor: entry.colour, fillOpacity: 0.2 } })
      .bindTooltip(() => label(unit.name), { sticky: true })))]);
  groups.links.push([map, L.layerGroup(box.links.map(([from, to]) => {
    return L.polyline([from, to], { renderer: canvas, color: entry.colour, weight: 0.8, opacity: 0.5, interactive: false });
  }))]);
  groups.organisations.push([map, L.layerGroup(box.marks.map((mark) =>
    L.circleMarker(mark.at, { radius: 4.5, color: mark.tentative ? entry.colour : "#fff", weight: 1.4, dashArray: mark.tentative ? "2 2" : null, fillColor: mark.tentative ? "#fff" : entry.colour, fillOpacity: 1 })
      .bindTooltip(() => label(mark.name + (mark.year ? " " + mark.year : "")))))]);
  const [west, south, east, north] = box.box;
  views.push({ map, bounds: L.latLngBounds([south, west], [north, east]), isWorld: box.isWorld });
  figure.append(make("p", { class: "credit" }, box.credit));
  if (box.isWorld) figure.append(make("p", { class: "credit" }, words.world));
}

function arrange(same) {
  const territories = views.filter((view) => !view.isWorld);
  views.forEach((view) => {
    view.map.invalidateSize({ animate: false });
    view.map.fitBounds(view.bounds, { animate: false, padding: [8, 8] });
  });
  if (!same || !territories.length) return;
  const metres = Math.max(...territories.map((v) => metresPerPixel(v.map.getCenter().lat, v.map.getZoom())));
  territories.forEach((v) => v.map.setView(v.map.getCenter(), zoomFor(v.map.getCenter().lat, metres), { animate: false }));
}

function maps() {
  const choice = make("input", { type: "checkbox", id: "same", checked: data.sameScale });
  const layers = [["boundary", words.boundary], ["organisations", words.organisations], ["links", words.links], ["land", words.land]];
  const switches = layers.map(([key, text]) => {
    const box = make("input", { type: "checkbox", checked: true, id: "layer-" + key });
    box.addEventListener("change", () => groups[key].forEach(([map, layer]) => (box.checked ? layer.addTo(map) : layer.remove())));
    return make("label", {}, box, " ", text);
  });
  section("maps", data.captions.maps || words.maps,
    make("div", { class: "controls" }, make("label", {}, choice, " ", words["maps.same"]), make("fieldset", {}, make("legend", {}, words.layers), switches)),
    make("div", { class: "maps", style: "--columns:" + data.cases.length }),
    make("p", { class: "note" }, words.drop));
  data.cases.forEach(drawMap);
  Object.values(groups).flat().forEach(([map, layer]) => { if (!map._loaded) map.setView([0, 0], 1, { animate: false }); layer.addTo(map); });
  choice.addEventListener("change", () => arrange(choice.checked));
  arrange(data.sameScale);
  window.addEventListener("resize", () => arrange(choice.checked));
}

function cases() {
  const columns = data.cases.map((entry) => make("article", {},
    make("h3", {}, entry.name), make("p", { class: "note" }, entry.country + " · " + entry.model), make("p", {}, entry.summary),
    make("dl", {}, entry.facts.map(([label, value]) => [make("dt", {}, label), make("dd", {}, value)])),
    entry.lessons.length ? [make("h4", {}, words.lessons), make("ul", {}, entry.lessons.map((lesson) => make("li", {}, lesson)))] : null));
  section("cases", data.captions.lessons || words.lessons, make("div", { class: "columns", style: "--columns:" + data.cases.length }, columns));
}

function references(numbers) {
  return numbers.map((number) => make("a", { href: "#source-" + number, class: "ref" }, "[" + number + "]"));
}

function table() {
  const themes = [...new Set(data.table.map((row) => row.theme))];
  const filter = make("input", { type: "search", id: "filter", placeholder: words.filter, "aria-label": words.filter });
  const body = make("tbody", {});
  themes.forEach((theme) => {
    body.append(make("tr", { class: "theme" }, make("th", { colSpan: data.cases.length + 1, scope: "colgroup" }, theme)));
    data.table.filter((row) => row.theme === theme).forEach((row) => {
      const name = make("th", { scope: "row" }, row.name);
      if (row.remarks.length) {
        name.append(make("details", {}, make("summary", {}, "※ " + words.caveats), make("ul", {}, row.remarks.map((remark) => make("li", {}, remark)))));
      }
      body.append(make("tr", { "data-name": (theme + " " + row.name).toLowerCase() }, name, row.cells.map((cell) =>
        make("td", { class: cell.missing ? "missing" : "" }, cell.text,
          make("small", {}, cell.detail, " ", references(cell.sources)), cell.claim ? make("small", { class: "claim" }, cell.claim) : null))));
    });
  });
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    body.querySelectorAll("tr[data-name]").forEach((row) => (row.hidden = Boolean(wanted) && !row.dataset.name.includes(wanted)));
    body.querySelectorAll("tr.theme").forEach((row) => {
      let next = row.nextElementSibling;
      let any = false;
      while (next && !next.classList.contains("theme")) { any = any || !next.hidden; next = next.nextElementSibling; }
      row.hidden = !any;
    });
  });
  section("table", data.captions.table || words.indicators, make("div", { class: "controls" }, filter),
    make("div", { class: "scroll", tabIndex: 0, role: "region", "aria-labelledby": "h-table" }, make("table", {},
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, words.indicator), data.cases.map((entry) => make("th", { scope: "col" }, entry.name)))), body)));
}

function svg(tag, attributes, parent, text) {
  const node = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  if (text !== undefined) node.textContent = text;
  if (parent) parent.append(node);
  return node;
}

function charts() {
  const rows = data.table.filter((row) => row.isCommon).slice(0, 8);
  if (!rows.length) return;
  const grid = make("div", { class: "charts" });
  rows.forEach((row) => {
    const shown = data.cases.map((entry, i) => ({ entry, value: row.values[i], text: row.cells[i].text })).filter((item) => item.value !== null);
    const top = Math.max(...shown.map((item) => item.value)) || 1;
    const height = 26 * shown.length + 8;
    const chart = svg("svg", { viewBox: "0 0 420 " + height, role: "img", "aria-label": row.name + ": " + shown.map((item) => item.entry.name + " " + item.text).join(", ") });
    shown.forEach((item, i) => {
      const wide = Math.max((item.value / top) * 170, 1);
      svg("text", { x: 128, y: 26 * i + 18, "text-anchor": "end", "font-size": 12 }, chart, item.entry.name);
      svg("rect", { x: 134, y: 26 * i + 4, width: wide, height: 18, fill: item.entry.series }, chart);
      svg("text", { x: 140 + wide, y: 26 * i + 18, "font-size": 12 }, chart, item.text);
    });
    grid.append(make("figure", {}, make("figcaption", {}, row.name + " · " + row.theme), chart));
  });
  section("charts", data.captions.chart || words.charts, grid);
}

function texts() {
  if (data.differences.length) {
    section("differences", data.captions.differences || words.differences, make("ul", {}, data.differences.map((text) => make("li", {}, text))));
  }
  if (data.events.length) {
    const lanes = data.cases.map((entry) => {
      const events = data.events.filter((event) => event.case === entry.id);
      return make("article", {}, make("h3", {}, entry.name), make("ol", { class: "events" }, events.map((event) => make("li", {}, make("time", {}, String(event.year)), " ", event.text))));
    });
    section("timeline", data.captions.timeline || words.timeline, make("div", { class: "columns", style: "--columns:" + data.cases.length }, lanes));
  }
  const list = data.sources.map((source) => {
    const text = "[" + source.number + "] " + source.text;
    return make("li", { id: "source-" + source.number }, /^https?:/.test(source.url) ? make("a", { href: source.url, rel: "noreferrer" }, text) : text);
  });
  section("sources", words.sources, make("ol", { class: "sources" }, list));
  root.append(make("footer", {}, [...data.remarks, data.stamp].map((text) => make("p", {}, text))));
}

head();
maps();
cases();
table();
charts();
texts();
window.comparison = { views, metresPerPixel };
