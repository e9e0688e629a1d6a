// What our scripts use of Leaflet, its vector grid and the window beyond the published types.
import * as leaflet from "leaflet";

declare module "leaflet" {
  interface GeoJSONOptions {
    renderer?: leaflet.Renderer;
  }
  interface Layer {
    sign?: string;
    getElement?: () => any;
  }
  interface Marker {
    stamp: string;
  }
  interface Renderer {
    _container: SVGElement;
  }
  namespace Control {
    interface Attribution {
      _update: () => void;
    }
  }
  namespace Canvas {
    const Tile: any;
  }
  const VectorGrid: any;
}

declare global {
  interface Window {
    Observatory: any;
    comparison: any;
    obsSeen: any;
    obsWords: MutationObserver;
    observatoryPresenter: boolean;
    obsShare?: boolean;
    obsFullscreen?: boolean;
  }
}
