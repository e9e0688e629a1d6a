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
    /** @param {{language: string}} state */
    apply(state) {
      document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
      inOrder((loaded) => {
        loaded.apply(state); // what it waits for must not hold back a newer state
      });
    },
  };
})();
