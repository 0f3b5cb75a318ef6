#!/usr/bin/env node
import { start } from "../cli/entry/start.js";

await start("diskimage-builder");
