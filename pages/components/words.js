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
    const untouched = before && before.shown === now;
    if (untouched && before.language === language) return;
    const original = untouched ? before.original : now;
    const shown = translate(original);
    if (shown !== now) element[property] = shown;
    seen.set(element, { ...told, [property]: { original, shown, language } });
  };
  // One by one: a browser asks a list of selectors, and what ends in `*`, of everything on the page, up to its root.
  const LEAVES = [
    "[data-testid=stSkipToContent]", ".stFileUploader button p", ".stFileUploader [role=alert]", "button span",
    "[data-testid=stFileUploaderDropzoneInstructions] span", ".stDateInput div", "[id^=react-aria-description]",
  ];
  const WITHIN = {
    "[data-testid=stTooltipContent]": "*",
    "[role=dialog]": "h2, div, p, button",
    "[role=listbox]": "*",
    ".stSpinner": "span",
    "[data-testid=stStatusWidget]": "*",
    "[data-testid=stTopNavSection]": "*",
  };
  const leaves = () => {
    const found = LEAVES.flatMap((leaf) => [...document.querySelectorAll(leaf)]);
    for (const [place, inside] of Object.entries(WITHIN)) {
      document.querySelectorAll(place).forEach((element) => found.push(...element.querySelectorAll(inside)));
    }
    return found;
  };
  const apply = () => {
    document.querySelectorAll("[aria-label]").forEach((element) => put(element, "ariaLabel"));
    document.querySelectorAll("input[placeholder]").forEach((element) => put(element, "placeholder"));
    ["[data-testid=stLogo]", "[data-testid=stHeaderLogo]"].forEach((logo) => {
      document.querySelectorAll(logo).forEach((element) => put(element, "alt"));
    });
    document.querySelectorAll("iframe[title]").forEach((element) => put(element, "title"));
    leaves().forEach((element) => {
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
    document.querySelectorAll("iframe").forEach((frame) => {
      if (frame.closest(".stCustomComponentV1") && !frame.ariaLabel) frame.ariaLabel = "Map";
    });
  };
  if (window.obsWords) window.obsWords.disconnect();
  window.obsWords = new MutationObserver(apply);
  window.obsWords.observe(document.body, { childList: true, characterData: true, subtree: true });
  apply();
})
