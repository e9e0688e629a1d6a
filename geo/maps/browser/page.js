// What every page's module does: make the view, give it the page's plugins, and answer `start.js`.
import { eachOrganisation } from "./tiles.js";
import { MapView } from "./view.js";

/**
 * @param {() => import("./view.js").Plugin[]} plugins
 * @returns {{attach: (map: L.Map, signal: any) => void, apply: (state: any) => unknown}}
 */
export function page(plugins) {
  /** @type {MapView} */
  let view;
  return {
    attach(map, signal) {
      view = new MapView(map, signal);
      plugins().forEach((plugin) => view.use(plugin));
      // For tests, and for whoever looks at a running map.
      Object.assign(/** @type {any} */ (window).Observatory, { view, eachOrganisation, ...view.plugins });
    },
    apply: (state) => view.apply(state),
  };
}
