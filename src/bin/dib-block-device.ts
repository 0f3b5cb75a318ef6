#!/usr/bin/env node
import { main } from "../cli/main.js";

await main("dib-block-device", process.argv.slice(2));
