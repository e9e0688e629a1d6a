// One map of a comparison.
import { Comparison } from "./comparison.js";
import { page } from "./page.js";
import { Published } from "./published.js";

export const { attach, apply } = page(() => [new Published(), new Comparison()]);
