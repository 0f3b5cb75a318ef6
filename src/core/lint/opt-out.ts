/** Rules switched off for one file: the words of its lines `# dib-lint: disable=a b` (contract §2.7). */
export function disabledRules(text: string): Set<string> {
	if (!text.includes("dib-lint: disable=")) return new Set();
	const lines = [...text.matchAll(/^# dib-lint: disable=(.*)$/gm)];
	return new Set(lines.flatMap(([, names = ""]) => names.split(/[\s,]+/)).filter(Boolean));
}

/** Rules switched off everywhere: key `ignore` of section `dib-lint` in the text of a tox.ini. */
export function ignoredRules(toxIni: string): Set<string> {
	const section = /^\[dib-lint\]\s*$([\s\S]*?)(?=^\[|$(?![\s\S]))/m.exec(toxIni)?.[1] ?? "";
	const value = /^ignore\s*[=:]((?:.*)(?:\n[ \t]+.*)*)/m.exec(section)?.[1] ?? "";
	return new Set(value.split(/[\s,]+/).filter(Boolean));
}
