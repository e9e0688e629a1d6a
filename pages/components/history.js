// Back leads to where a person was. Streamlit makes a step of every address, of two that are none too: one that only
// says in full what stood there before takes its place, and the parameters of the next page, which Streamlit writes to the
// page before first, go with that page alone.
(() => {
  const scope = /** @type {any} */ (window);
  if (scope.obsHistory) return;
  scope.obsHistory = true;
  const PLACE = ["lat", "lng", "z"];
  const AT_ONCE_MS = 500;
  const push = history.pushState.bind(history);
  /** @type {{from: string, at: number, isNew: boolean} | null} what the last step within a page was */
  let last = null;
  const saysTheSame = (/** @type {URL} */ now, /** @type {URL} */ next) => {
    const names = [...new Set([...now.searchParams.keys(), ...next.searchParams.keys()])];
    return names.every((name) => {
      const [was, is] = [now.searchParams.get(name), next.searchParams.get(name)];
      return was === is || (PLACE.includes(name) && is !== null && (was === null || Number(was) === Number(is)));
    });
  };
  history.pushState = (state, title, url) => {
    const [now, next] = [new URL(location.href), new URL(url || "", location.href)];
    if (now.pathname === next.pathname) {
      const isNew = !saysTheSame(now, next);
      last = { from: now.href, at: performance.now(), isNew };
      if (isNew) push(state, title, url);
      else history.replaceState(state, title, url);
      return;
    }
    const early = last && performance.now() - last.at < AT_ONCE_MS ? last : null;
    last = null;
    if (early && !early.isNew) history.replaceState(history.state, "", early.from);
    if (early && early.isNew) history.replaceState(state, title, url);
    else push(state, title, url);
  };
})();
