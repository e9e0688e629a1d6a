// The cluster map.
import { page } from "./page.js";
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

export const { attach, apply } = page(() => [new Published(), new CardFromTop()]);
