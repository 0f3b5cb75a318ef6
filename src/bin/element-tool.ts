import { runElementTool } from "../cli/dib/element-tool.js";

process.exitCode = runElementTool(process.argv.slice(2), process.env);
