// The line that says what could not be loaded. It stands until everything has come; every move tries again.

export class Faults {
  /** @param {L.Map} map */
  constructor(map) {
    this.failed = new Map(); // what could not be loaded -> how to try again
    this.language = "zh";
    this.line = document.createElement("div");
    this.line.className = "dco-fault";
    this.line.setAttribute("role", "status");
    this.line.hidden = true;
    map.getContainer().appendChild(this.line);
    map.on("moveend", () => [...this.failed.values()].forEach((again) => again()));
  }

  /**
   * Say that something could not be loaded.
   * @param {unknown} what names it, until `mended` is called with the same
   * @param {() => unknown} again tries once more
   */
  show(what, again) {
    this.failed.set(what, again);
    this.line.textContent =
      this.language === "zh"
        ? "部分地图数据未能加载。请检查与服务器的连接，移动地图即可重试。"
        : "Some map data could not be loaded. Check the connection to the server; moving the map tries again.";
    this.line.hidden = false;
  }

  /** @param {unknown} what */
  mended(what) {
    this.failed.delete(what);
    this.line.hidden = !this.failed.size;
  }

  /**
   * Load something and use it; a failure to load is told, and mended when a later try succeeds.
   * @template T
   * @param {unknown} what
   * @param {() => Promise<T>} load
   * @param {(loaded: T) => unknown} use
   */
  async guard(what, load, use) {
    let loaded;
    try {
      loaded = await load();
    } catch {
      this.show(what, () => this.guard(what, load, use));
      return;
    }
    this.mended(what);
    await use(loaded);
  }

  /** Follow a tile layer's requests: a fault stands until the layer has all its tiles again or is gone. */
  watch(layer) {
    let whole = true;
    layer.on("loading", () => (whole = true));
    layer.on("fault", () => {
      whole = false;
      if (layer._map) this.show(layer, () => layer.redraw());
    });
    layer.on("load", () => whole && this.mended(layer));
    layer.on("remove", () => this.mended(layer));
    return layer;
  }
}
