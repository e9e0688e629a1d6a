// The map of the observatory's regions.
import { Areas } from "./areas.js";
import { page } from "./page.js";

export const { attach, apply } = page(() => [new Areas()]);
