#!/usr/bin/env node
import { main } from "../cli/main.js";

await main("diskwright", process.argv.slice(2));
