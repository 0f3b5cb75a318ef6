import { builderMain } from "../cli/build/builder-main.js";

await builderMain();
