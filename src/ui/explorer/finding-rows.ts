import type { Element } from "../../core/element/element.js";
import type { Finding } from "../../core/lint/rule.js";
import type { Loaded } from "../kit/hooks/use-loaded.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import type { CheckResult } from "../services/catalogue.js";
import { EMPTY, errorRows, fileTarget, paragraph, piece, placeText, row, type ViewRow } from "./view-row.js";

/** What the checks say about an element, each finding with its place and its cure; `undefined`: they have not run. */
export function findingRows(element: Element, checked: Loaded<CheckResult> | undefined, columns: number): ViewRow[] {
	if (!checked) {
		return [
			{ line: [piece("enter", "code"), piece(` checks ${element.name}`)], target: { to: "checks" } },
			EMPTY,
			...paragraph(
				"By the rules of dib-lint and our own, and with shellcheck and flake8 where they are installed.",
				columns,
				"dim",
			),
		];
	}
	if (checked.status === "loading") return [row(piece(`checking ${element.name} ${GLYPHS.more}`, "dim"))];
	if (checked.status === "failed") return errorRows(checked.error, columns);
	const { findings, missingTools } = checked.value;
	return [
		...(findings.length === 0 ? [row(piece(`${GLYPHS.ok} nothing to mend`, "ok"))] : [summary(findings), EMPTY]),
		...findings.flatMap((finding) => rowsOf(finding, element, columns)),
		...missingTools.map((tool) => row(piece(`${tool} is not installed: it has not looked`, "dim"))),
	];
}

function summary(findings: readonly Finding[]): ViewRow {
	const errors = findings.filter(({ severity }) => severity === "error").length;
	const count = (many: number, what: string) => `${many} ${what}${many === 1 ? "" : "s"}`;
	return row(
		piece(count(errors, "error"), errors > 0 ? "error" : "dim"),
		piece(", ", "dim"),
		piece(count(findings.length - errors, "warning"), errors < findings.length ? "warn" : "dim"),
	);
}

function rowsOf({ severity, message, cure, rule, place }: Finding, element: Element, columns: number): ViewRow[] {
	const target = fileTarget(element, place);
	const [error, style] = [severity === "error", severity === "error" ? "error" : "warn"] as const;
	const lines: ViewRow[] = [
		row(
			piece(`${error ? GLYPHS.failed : GLYPHS.warning} `, style),
			piece(placeText(element, place), "code"),
			piece(`  ${rule}`, "dim"),
		),
		...paragraph(message, columns, "plain", "  "),
		...paragraph(`${GLYPHS.arrow} ${cure}`, columns, "dim", "  "),
	];
	return lines.map((line) => ({ ...line, ...(target ? { target } : {}) }));
}
