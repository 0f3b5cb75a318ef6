import type { OutputFormat } from "../../core/plan.js";
import type { OutputWriter } from "./output-writer.js";
import { qcow2 } from "./qcow2.js";
import { raw } from "./raw.js";

/** The formats that exist, by the word used for `-t`. */
export const OUTPUT_WRITERS: Readonly<Record<OutputFormat, OutputWriter>> = { qcow2, raw };
