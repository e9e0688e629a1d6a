// Scale on the ellipsoid: a web map's pixel is another length at every latitude. The figures of geo/maps/scale.py.

const EQUATOR_M = 2 * Math.PI * 6378137;
const E2 = 0.00669437999014; // WGS84

/** Radii of the ellipsoid along and across the meridian, over the equator's. */
export function radii(lat) {
  const root = 1 - E2 * Math.sin((lat * Math.PI) / 180) ** 2;
  return { across: 1 / Math.sqrt(root), along: (1 - E2) / Math.pow(root, 1.5) };
}

/** Ground length over equator length of the same map length: the geometric mean of both directions. */
export function groundFactor(lat) {
  const { across, along } = radii(lat);
  return Math.cos((lat * Math.PI) / 180) * Math.sqrt(across * along);
}

/** Metres on the ground of one pixel. */
export const metresPerPixel = (lat, zoom) => (EQUATOR_M * groundFactor(lat)) / 256 / Math.pow(2, zoom);

/** The zoom at which a pixel is so many metres. */
export const zoomFor = (lat, metres) => Math.log2((EQUATOR_M * groundFactor(lat)) / 256 / metres);

/** How far a map moved from its home on the ground: metres to the east and to the north. */
export function moved(home, centre) {
  const { across, along } = radii(home.lat);
  const degree = (Math.PI / 180) * 6378137;
  return {
    east: (centre.lng - home.lng) * degree * across * Math.cos((home.lat * Math.PI) / 180),
    north: (centre.lat - home.lat) * degree * along,
  };
}

/** The place so far from home; the opposite of `moved`, within the latitudes a web map has. */
export function movedFrom(home, { east, north }) {
  const { across, along } = radii(home.lat);
  const degree = (Math.PI / 180) * 6378137;
  const lat = Math.max(-84, Math.min(84, home.lat + north / degree / along));
  return { lat, lng: home.lng + east / degree / across / Math.cos((home.lat * Math.PI) / 180) };
}
