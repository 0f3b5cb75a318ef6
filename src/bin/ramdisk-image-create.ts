#!/usr/bin/env node
import { main } from "../cli/main.js";

await main("ramdisk-image-create", process.argv.slice(2));
