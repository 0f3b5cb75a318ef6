import { builderMain } from "../cli/builder-main.js";

await builderMain();
