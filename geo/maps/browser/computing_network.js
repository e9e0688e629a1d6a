// The map of the computing network.
import { page } from "./page.js";
import { Reach } from "./reach.js";

export const { attach, apply } = page(() => [new Reach()]);
