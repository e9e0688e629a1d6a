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
    make("dl", {}, entry.facts.map(([label, value]) => [make("dt", {}, label), make("dd", {}, value)]))));
  section("cases", words.model, make("div", { class: "columns", style: "--columns:" + data.cases.length }, columns));
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
  section("table", words.indicators, make("div", { class: "controls" }, filter),
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

function core() {
  const rows = data.core.map((row) => make("tr", {}, make("th", { scope: "row" }, row.name), row.cells.map((cell) =>
    make("td", { class: cell.missing ? "missing" : "" }, cell.text, make("small", {}, cell.detail, " ", references(cell.sources))))));
  section("core", data.captions.table || words.core, make("p", { class: "note" }, words.rounded),
    make("div", { class: "scroll", tabIndex: 0, role: "region", "aria-labelledby": "h-core" }, make("table", {},
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, words.indicator), data.cases.map((entry) => make("th", { scope: "col" }, entry.name)))),
      make("tbody", {}, rows))));
}

// A case without a figure keeps its place and says why; a rank is a place on a line, the first at the left.
function drawn(chart) {
  const top = Math.max(...chart.bars.map((bar) => bar.value || 0)) || 1;
  const told = data.cases.map((entry, i) => entry.name + " " + chart.bars[i].text).join(", ");
  const picture = svg("svg", { viewBox: "0 0 460 " + (26 * chart.bars.length + 8), role: "img", "aria-label": chart.title + ": " + told });
  chart.bars.forEach((bar, i) => {
    const entry = data.cases[i];
    const wide = bar.value === null ? 0 : Math.max((bar.value / top) * 160, 1);
    svg("text", { x: 138, y: 26 * i + 18, "text-anchor": "end", "font-size": 12 }, picture, entry.name);
    if (bar.value !== null && chart.kind === "rank") svg("circle", { cx: 144 + wide, cy: 26 * i + 13, r: 7, fill: entry.series }, picture);
    else if (bar.value !== null) svg("rect", { x: 144, y: 26 * i + 4, width: wide, height: 18, fill: entry.series }, picture);
    svg("text", { x: 156 + wide, y: 26 * i + 18, "font-size": 12 }, picture, bar.text);
  });
  return make("figure", {}, make("figcaption", {}, chart.title), picture, chart.remarks.length ? make("p", { class: "note" }, "※ " + chart.remarks.join("; ")) : null);
}

function charts() {
  if (data.charts.length) section("charts", data.captions.chart || words.charts, make("div", { class: "charts" }, data.charts.map(drawn)));
}

function advice() {
  const columns = data.advice.map((one) => make("article", {}, make("h3", {}, one.name), make("ul", {}, one.lessons.map((lesson) => make("li", {}, lesson))),
    one.policies.length ? [make("h4", {}, words.policies), make("ul", {}, one.policies.map((policy) =>
      make("li", {}, policy.text, " ", references(policy.sources), make("small", {}, policy.summary))))] : null));
  if (columns.length) section("advice", data.captions.lessons || words.lessons, make("div", { class: "columns", style: "--columns:" + data.cases.length }, columns));
}

function findings() {
  if (data.differences.length) {
    section("differences", data.captions.differences || words.differences, make("ol", {}, data.differences.map((text) => make("li", {}, text))));
  }
}

function texts() {
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
findings();
maps();
core();
charts();
cases();
advice();
table();
texts();
window.comparison = { views, metresPerPixel };
