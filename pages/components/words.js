// Streamlit's own words that no setting reaches, in the language of the page. `words` holds what Streamlit writes and
// what stands there instead, as a whole text or as the part before or after a name of ours.
((language, words) => {
  document.documentElement.lang = language;
  // A day in words is the one form that no language but English reads: "January 01, 2023" is 2023-01-01 in all.
  const plain = (text) => {
    const day = language.startsWith("zh") && /^[A-Z][a-z]+ \d{1,2}, \d{4}$/.test(text) ? new Date(`${text} UTC`) : null;
    return day && !Number.isNaN(day.getTime()) ? day.toISOString().slice(0, 10) : text;
  };
  const translate = (text) => {
    for (const { source, target } of words) {
      if (text === source) return target;
      if (source.endsWith("…") && text.startsWith(source.slice(0, -1))) {
        return target.replace("…", plain(text.slice(source.length - 1)));
      }
      if (source.startsWith("…") && text.endsWith(source.slice(1))) {
        return target.replace("…", text.slice(0, 1 - source.length));
      }
    }
    return text;
  };
  const seen = (window.obsSeen = window.obsSeen || new WeakMap());
  const put = (element, property) => {
    const now = element[property];
    const told = seen.get(element) || {}; // by property: one element has a name, a hint and a text
    const before = told[property];
    const original = before && before.shown === now ? before.original : now;
    const shown = translate(original);
    if (shown !== now) element[property] = shown;
    seen.set(element, { ...told, [property]: { original, shown } });
  };
  const LEAVES = "[data-testid=stSkipToContent], .stFileUploader button p, .stFileUploader [role=alert], [data-testid=stFileUploaderDropzoneInstructions] span, button span, .stDateInput div, [id^=react-aria-description], [data-testid=stTooltipContent] *, [role=dialog] :is(h2, div, p, button), [role=listbox] *, .stSpinner span, [data-testid=stStatusWidget] *, [data-testid=stTopNavSection] *";
  const apply = () => {
    document.querySelectorAll("[aria-label]").forEach((element) => put(element, "ariaLabel"));
    document.querySelectorAll("input[placeholder]").forEach((element) => put(element, "placeholder"));
    document.querySelectorAll("[data-testid=stLogo], [data-testid=stHeaderLogo], iframe[title]").forEach((element) => {
      put(element, element.tagName === "IFRAME" ? "title" : "alt");
    });
    document.querySelectorAll(LEAVES).forEach((element) => {
      if (element.childElementCount) return;
      const nodes = [...element.childNodes];
      // Several texts side by side, such as a limit and the kinds of file, are translated one by one.
      if (nodes.length > 1 && translate(element.textContent) === element.textContent) {
        nodes.forEach((node) => put(node, "nodeValue"));
      } else {
        put(element, "textContent");
      }
    });
    // The component's title is its package's name; a screen reader says this instead.
    document.querySelectorAll(".stCustomComponentV1 iframe, iframe.stCustomComponentV1").forEach((frame) => {
      if (!frame.ariaLabel) frame.ariaLabel = "Map";
    });
  };
  if (window.obsWords) window.obsWords.disconnect();
  window.obsWords = new MutationObserver(apply);
  window.obsWords.observe(document.body, { childList: true, characterData: true, subtree: true });
  apply();
})
