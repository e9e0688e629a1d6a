// The workbench's map.
import { page } from "./page.js";
import { Workbench } from "./workbench.js";

export const { attach, apply } = page(() => [new Workbench()]);
