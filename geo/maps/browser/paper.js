// Prints what is on the screen: a frame takes the size of its place on paper, and a map that small shows less, cut off
// where nobody cut it. So the frame keeps its size, and the page's stylesheet makes it smaller as a whole.

/** Room for the map on a sheet of A4 on its side, beside its card and legend, pixels. */
export const ROOM = { width: 775, height: 565 };

/** How much smaller a map of a size is on paper; never larger than on the screen. */
export const scaleOf = ({ width, height }) => Math.min(1, ROOM.width / width, ROOM.height / height);

export class Paper {
  name = "paper";

  attach() {
    const frame = window.frameElement;
    if (!frame) return;
    window.addEventListener("beforeprint", () => {
      const { width, height } = frame.getBoundingClientRect();
      const { style } = /** @type {HTMLElement} */ (frame);
      style.setProperty("--obs-paper-width", width + "px");
      style.setProperty("--obs-paper-height", height + "px");
      style.setProperty("--obs-paper-scale", String(scaleOf({ width, height })));
    });
  }
}
