#!/usr/bin/env node
process.env.NODE_ENV ??= "production";
if (process.env.NO_COLOR) process.env.FORCE_COLOR = "0";

const { main } = await import("../cli/main.js");
await main("dib-block-device", process.argv.slice(2));

export {};
