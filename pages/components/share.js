// The share panel's buttons: they copy the text field they name. Over plain http on an intranet the browser has no
// clipboard for pages, so the field is selected and the old command copies it; where that fails too, it stays selected.
(() => {
  if (window.obsShare) return;
  window.obsShare = true;
  const put = async (/** @type {HTMLTextAreaElement} */ field) => {
    if (navigator.clipboard && window.isSecureContext) {
      try {
        await navigator.clipboard.writeText(field.value);
        return true;
      } catch {
        // no permission: go on as without
      }
    }
    field.focus();
    field.select();
    return document.execCommand("copy");
  };
  document.addEventListener("click", async (event) => {
    /** @type {HTMLButtonElement | null} */
    const button = /** @type {Element} */ (event.target).closest(".obs-share button.obs-copy");
    if (!button) return;
    const panel = button.closest(".obs-share");
    /** @type {HTMLTextAreaElement} */
    const field = panel.querySelector(`textarea[name="${button.value}"]`);
    const done = await put(field);
    if (!done) {
      field.focus();
      field.select();
    }
    const said = panel.querySelector("[role=status]");
    said.textContent = "";
    requestAnimationFrame(() => (said.textContent = done ? button.dataset.done : button.dataset.failed));
  });
})();
