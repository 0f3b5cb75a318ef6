#!/usr/bin/env node
import { main } from "../cli/main.js";

await main("diskimage-builder", process.argv.slice(2));
