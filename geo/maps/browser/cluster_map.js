// The cluster map.
import { page } from "./page.js";
import { Published } from "./published.js";

export const { attach, apply } = page(() => [new Published()]);
