// Keys of the presenter: they press the buttons on the page, so the server stays the only one that knows the step.
(() => {
  if (window.observatoryPresenter) return;
  window.observatoryPresenter = true;
  const BUTTONS = {
    ArrowRight: "next", PageDown: "next", " ": "next", ArrowLeft: "back", PageUp: "back", Escape: "leave", n: "notes", N: "notes",
  };
  // How long the talk has taken, kept over a reload of the page.
  const STARTED = "observatoryPresenting";
  window.setInterval(() => {
    const clock = document.querySelector(".obs-clock");
    if (!clock) return sessionStorage.removeItem(STARTED);
    if (!sessionStorage.getItem(STARTED)) sessionStorage.setItem(STARTED, String(Date.now()));
    const seconds = Math.floor((Date.now() - Number(sessionStorage.getItem(STARTED))) / 1000);
    clock.textContent = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
  }, 1000);
  const bar = () => document.querySelector(".st-key-present_bar");
  function press(key) {
    if (key === "f" || key === "F") {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen().catch(() => {});
      return true;
    }
    const name = BUTTONS[key];
    if (!name) return false;
    /** @type {HTMLButtonElement | null} */
    const button = document.querySelector(".st-key-present_" + name + " button");
    if (button && !button.disabled) button.click();
    return true;
  }
  document.addEventListener("keydown", (event) => {
    if (!bar() || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {Element} */ (event.target);
    if (target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === " " && target.closest("button, a, summary")) return; // the space that presses it
    if (press(event.key)) event.preventDefault();
  });
  window.addEventListener("message", (event) => {
    if (bar() && event.origin === window.location.origin && event.data && event.data.observatoryKey) press(event.data.observatoryKey);
  });
})();
