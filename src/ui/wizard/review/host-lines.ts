import type { TextLine } from "../../../core/readme/render.js";
import { shortBytes } from "../../../core/text/short-quantities.js";
import { GLYPHS } from "../../kit/look/glyphs.js";
import type { ReviewInput } from "./input.js";
import { fact, paragraph, span } from "./lines.js";

/** Tools that the build calls, the missing ones first with their cure, and room on disks. */
export function hostLines(
	{ compiled: { plan }, space, installCommand, keyOf }: ReviewInput,
	columns: number,
): TextLine[] {
	const missing = plan.tools.filter(({ present }) => !present);
	const command = missing.length > 0 ? installCommand(missing.map(({ tool }) => tool)) : undefined;
	const ordered = [...missing, ...plan.tools.filter(({ present }) => present)];
	const widest = Math.max(0, ...ordered.map(({ tool }) => tool.length));
	return [
		...(missing.length === 0
			? [[span(`${GLYPHS.ok} every tool is here`)]]
			: command
				? [...paragraph(`${GLYPHS.arrow} ${keyOf("add")} installs them with`, columns), [span(`  ${command}`, "code")]]
				: paragraph("Install them by hand: no package manager of this host has them.", columns, "strong")),
		[],
		...ordered.map(
			({ tool, neededFor, present }): TextLine => [
				span(`${present ? GLYPHS.ok : GLYPHS.failed} ${tool.padEnd(widest)}  `, present ? "plain" : "strong"),
				span(present ? neededFor : `missing: needed for ${neededFor}`, "dim"),
			],
		),
		[],
		...space.flatMap(({ what, folder, needed, free }) =>
			fact(
				what,
				`${free < needed ? `${GLYPHS.failed} ` : ""}needs at least ${shortBytes(needed)}, ${shortBytes(free)} are free in ${folder}`,
				columns,
				free < needed ? "strong" : "plain",
			),
		),
		...(plan.settings.tmpfs ? fact("temporary files", "in memory, when there is enough", columns) : []),
	];
}

/** What a user should know although it is no error. */
export function warningLines({ compiled: { plan } }: ReviewInput, columns: number): TextLine[] {
	if (plan.warnings.length === 0) return [[span(`${GLYPHS.ok} nothing to warn of`)]];
	return plan.warnings.flatMap(({ code, message, hint: told }, index) => {
		// The hint of the plan speaks of flags.
		const hint = code === "no-login" ? "Give a user with a key or a password in the step Variables." : told;
		return [
			...(index > 0 ? [[]] : []),
			...paragraph(`${GLYPHS.warning} ${message}`, columns),
			...(hint ? paragraph(`${GLYPHS.arrow} ${hint}`, columns, "dim") : []),
		];
	});
}

/** The same build without the screens. */
export function commandLines({ commands, keyOf }: ReviewInput, columns: number): TextLine[] {
	if (!commands) return [[span("…", "dim")]];
	const { diskwright, diskImageCreate } = commands;
	const part = (title: string, { text, leftOut }: typeof diskwright): TextLine[] => [
		[span(title, "strong")],
		...paragraph(text, columns, "code"),
		...leftOut.flatMap((sentence) => paragraph(`${GLYPHS.warning} ${sentence}`, columns, "emphasis")),
	];
	return [
		...part("With diskwright", diskwright),
		[],
		...part("With disk-image-create", diskImageCreate),
		[],
		[span(`${keyOf("copy")} copies the first, as one line`, "dim")],
	];
}
