#!/usr/bin/env node
import { main } from "../cli/main.js";

await main("element-info", process.argv.slice(2));
