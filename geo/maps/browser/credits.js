// Credits: whose geometry is in view, and the line that says so; the one with the map approval number stands wherever
// China's is.

// What a map this wide says of its sources is cut to two lines until it is pointed at or reached by keys.
const SMALL_PX = 420;

// A map of some clusters and nothing else that has an outline credits only theirs.
export const creditsInView = (credits, state, bounds) => {
  const others = ["computing", "links", "admin"].some((layer) => (state.layers || []).includes(layer));
  const drawn = state.clusters && !others ? [...state.clusters, (state.over || {}).id] : null;
  return credits.filter((c) => {
    const [west, south, east, north] = c.bounds;
    const used = !drawn || !c.clusters || c.clusters.some((id) => drawn.includes(id));
    return used && (drawn || bounds.overlaps([[south, west], [north, east]]));
  });
};

export const showCredits = (map, lines) => {
  const line = map.attributionControl.getContainer();
  line.textContent = lines.join(" · ");
  line.title = line.textContent;
  if (map.getSize().x <= SMALL_PX) line.tabIndex = 0;
};
