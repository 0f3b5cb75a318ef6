#!/usr/bin/env node
import { main } from "../cli/main.js";

await main("dib-lint", process.argv.slice(2));
