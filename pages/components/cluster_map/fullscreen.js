// The button that gives the map the whole screen; Escape gives it back.
(() => {
  if (window.obsFullscreen) return;
  window.obsFullscreen = true;
  document.addEventListener("click", (event) => {
    if (!(/** @type {Element} */ (event.target).closest("button.obs-fullscreen"))) return;
    const map = document.querySelector(".st-key-map_view_frame iframe");
    if (map) map.requestFullscreen().catch(() => {});
  });
})();
