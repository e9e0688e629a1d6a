// Starts the map of one page: `start.js?page=cluster_map` loads the module of that name beside it. streamlit-folium runs
// its own scripts as soon as this file is there, so calls are kept in order until the module has come.
(function () {
  "use strict";
  const here = new URL(/** @type {HTMLScriptElement} */ (document.currentScript).src);
  const page = here.searchParams.get("page") || "";
  const module = import(new URL(page + ".js", here).href);
  // streamlit-folium listens to the layers that are on the map by now; a click on this one carries a choice to Python.
  const Signal = L.Layer.extend({ onAdd() {}, onRemove() {} });
  let calls = module.then(() => undefined);

  // Whoever wants no motion gets none of a map either: it is made after this, and neither its zoom nor its tiles glide.
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
    L.Map.mergeOptions({ fadeAnimation: false, zoomAnimation: false, markerZoomAnimation: false });
  }

  // A map reports itself before it knows what to draw, and again when it has gone there; either has the page run again,
  // in the midst of the drawing. So the first report waits until the map is drawn, or somebody uses it.
  const streamlit = /** @type {any} */ (window).Streamlit;
  const send = streamlit.setComponentValue.bind(streamlit);
  const LONGEST_WAIT_MS = 3000;
  const DEBOUNCE_MS = 300; // streamlit-folium's own is 250
  /** @type {any} */
  let held = null;
  let waiting = true;
  streamlit.setComponentValue = (/** @type {any} */ value) => {
    if (waiting) held = value;
    else send(value);
  };

  function report() {
    if (waiting && held) send(held);
    waiting = false;
  }

  ["pointerdown", "keydown", "wheel"].forEach((used) => window.addEventListener(used, report, { capture: true, once: true, passive: true }));
  window.setTimeout(report, LONGEST_WAIT_MS);

  /** @param {(loaded: any) => unknown} call */
  function inOrder(call) {
    calls = calls.then(async () => {
      await call(await module);
    });
    calls.catch(missing);
  }

  function missing() {
    const zh = document.documentElement.lang.startsWith("zh");
    const line = document.querySelector(".dco-fault") || document.body.appendChild(document.createElement("div"));
    line.className = "dco-fault";
    line.setAttribute("role", "status");
    line.textContent = zh
      ? "地图未能启动。请检查与服务器的连接，然后重新载入页面。"
      : "The map could not be started. Check the connection to the server, then reload the page.";
  }

  /** @type {any} */ (window).Observatory = {
    /** @param {L.Map} map */
    attach(map) {
      const signal = new Signal().addTo(map);
      inOrder((loaded) => loaded.attach(map, signal));
    },
    /** The first state is on screen. */
    drawn() {
      window.setTimeout(report, DEBOUNCE_MS);
    },
    /** @param {{language: string}} state */
    apply(state) {
      document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
      inOrder((loaded) => {
        loaded.apply(state); // what it waits for must not hold back a newer state
      });
    },
  };
})();
