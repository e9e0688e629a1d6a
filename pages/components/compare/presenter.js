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
  window.setInterval(tellSpeaker, 300);

  // The speaker's window: notes, what comes next and the clock, for a screen of the speaker's own. It is a document of
  // this page; what it shows is left in the page by the server and written there as text.
  /** @type {Window | null} */
  let speaker = null;
  const left = () => /** @type {HTMLElement | null} */ (document.querySelector(".obs-speaker-data"));
  function openSpeaker() {
    const data = left();
    if (!data) return;
    const said = document.querySelector(".obs-speaker-said");
    speaker = window.open("", "observatorySpeaker", "popup,width=760,height=620");
    if (said) said.textContent = speaker ? "" : data.dataset.blocked;
    if (!speaker) return;
    const page = speaker.document;
    page.title = data.dataset.title;
    page.documentElement.lang = data.dataset.language === "zh" ? "zh-CN" : "en";
    page.body.replaceChildren();
    page.body.style.cssText = "margin:1.5rem;font:20px/1.6 'Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif;color:#2b2b2b";
    const styles = { page: "color:#5c5c5c", clock: "font-size:2.5rem;font-variant-numeric:tabular-nums", caption: "font-size:1.5rem;font-weight:600", notes: "white-space:pre-line;margin:1rem 0", next: "color:#5c5c5c" };
    Object.entries(styles).forEach(([name, look]) => {
      const line = page.createElement(name === "caption" ? "h1" : "div");
      line.id = name;
      line.style.cssText = look;
      if (name === "notes") line.setAttribute("aria-live", "polite");
      page.body.append(line);
    });
    [["ArrowLeft", data.dataset.back], ["ArrowRight", data.dataset.on]].forEach(([key, words]) => {
      const button = page.createElement("button");
      button.textContent = words;
      button.style.cssText = "font:inherit;margin:1rem 0.5rem 0 0;padding:0.4rem 1rem";
      button.addEventListener("click", () => press(key));
      page.body.append(button);
    });
    page.onkeydown = (event) => {
      if (event.key === " " && /** @type {Element} */ (event.target).closest("button")) return;
      if (event.key !== "Escape" && press(event.key)) event.preventDefault();
    };
    tellSpeaker();
  }
  function tellSpeaker() {
    if (!speaker || speaker.closed) return;
    const data = left();
    if (!data) return speaker.close();
    const clock = document.querySelector(".obs-clock");
    const told = { ...data.dataset, clock: clock ? clock.textContent : "" };
    ["page", "clock", "caption", "notes", "next"].forEach((name) => {
      const line = speaker.document.getElementById(name);
      if (line && line.textContent !== told[name]) line.textContent = told[name];
    });
  }
  document.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest(".obs-speaker")) openSpeaker();
  });

  const bar = () => document.querySelector(".st-key-present_bar");
  function press(key) {
    if (key === "f" || key === "F") {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen().catch(() => {});
      return true;
    }
    if (key === "s" || key === "S") {
      openSpeaker();
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
