#!/usr/bin/env node
import { main } from "../cli/main.js";

await main("disk-image-create", process.argv.slice(2));
