// The cluster map.
import { page } from "./page.js";
import { Paper } from "./paper.js";
import { Published } from "./published.js";

/** Shows the card beside the map from its top when another object is chosen. */
class CardFromTop {
  name = "card";

  draw(state, before) {
    if (JSON.stringify(state.selected) === JSON.stringify(before.selected)) return;
    const side = window.parent.document.querySelector(".st-key-map_view_side");
    if (side) side.scrollTop = 0;
  }
}

/** Loads what draws a register once somebody chooses one: the page without one is not made to wait for it. */
class Registers {
  name = "registers";

  /** @param {import("./view.js").MapView} view */
  attach(view) {
    this.view = view;
  }

  async draw(state, before) {
    if (this.view.plugins.register || !state.register) return;
    const { Register } = await import("./register.js");
    if (this.view.plugins.register) return;
    this.view.use(new Register());
    const now = this.view.state; // a newer one may have come meanwhile
    await this.view.plugins.register.draw(now, before);
  }
}

export const { attach, apply } = page(() => [new Published(), new CardFromTop(), new Registers(), new Paper()]);
