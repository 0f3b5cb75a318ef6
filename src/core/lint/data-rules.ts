import { LineCounter, parseDocument } from "yaml";
import { PYYAML, yamlProblem } from "../text/yaml.js";
import { jsonError } from "./json-error.js";
import { fileRule, type Rule } from "./rule.js";

/** Data files must be readable for the programs that take them. */
export const DATA_RULES: readonly Rule[] = [
	fileRule(
		{ id: "yaml", severity: "error", asks: "`*.yaml` files are YAML", cure: "correct the YAML", dib: true },
		({ path, text }) => {
			if (!/\.ya?ml$/.test(path) || path === "element.yaml") return undefined;
			const lineCounter = new LineCounter();
			const error = yamlProblem(parseDocument(text, { ...PYYAML, lineCounter }));
			if (!error) return undefined;
			const { line, col } = lineCounter.linePos(error.pos[0]);
			return { line: Math.max(line, 1), column: Math.max(col, 1), message: error.message };
		},
	),
	fileRule(
		{ id: "pkg-map", severity: "error", asks: "`pkg-map` files are JSON", cure: "correct the JSON", dib: true },
		({ path, text, executable }) => {
			if (path.split("/").at(-1) !== "pkg-map" || executable) return undefined;
			return jsonError(text);
		},
	),
];
