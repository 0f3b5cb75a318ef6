// Import directions of the design: cli → ui, report, engine, profiles, sources, catalogue, boot → host → core.
const parts = ["ui", "report", "engine", "profiles", "sources", "catalogue", "host", "boot"];
/**
 * A part may import itself and core. The host is the ground floor: what starts programs, knows folders or needs root stands
 * on it. Besides, engine may use boot (the boot test is one of its tasks), and sources the catalogue (which reads what was
 * fetched).
 */
const more = { engine: ["host", "boot"], boot: ["host"], profiles: ["host"], sources: ["host", "catalogue"] };
const only = (name, allowed = []) => ({
	name: `${name}-imports-only-core`,
	severity: "error",
	from: { path: `^src/${name}/` },
	to: { path: "^src/", pathNot: `^src/(${[name, "core", ...allowed].join("|")})/` },
});
module.exports = {
	forbidden: [
		{
			name: "core-imports-only-core",
			severity: "error",
			from: { path: "^src/core/" },
			to: { path: "^src/", pathNot: "^src/core/" },
		},
		{
			name: "core-is-pure",
			comment: "core has no file system, no processes, no clock",
			severity: "error",
			from: { path: "^src/core/" },
			to: { dependencyTypes: ["core"], pathNot: "^(node:)?(crypto|path|path/posix)$" },
		},
		...parts.map((part) => only(part, more[part])),
		{
			name: "engine-knows-no-react",
			severity: "error",
			from: { path: "^src/(core|engine|catalogue|host|boot|profiles|report|sources)/" },
			to: { path: "node_modules/(react|ink)" },
		},
		{
			name: "ui-starts-nothing",
			severity: "error",
			from: { path: "^src/ui/" },
			to: { path: "^(node:)?(fs|child_process)|node_modules/execa" },
		},
		{ name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
		{
			name: "bin-is-thin",
			severity: "error",
			from: { path: "^src/bin/" },
			to: { path: "^src/", pathNot: "^src/cli/" },
		},
	],
	options: {
		doNotFollow: { path: "node_modules" },
		tsConfig: { fileName: "tsconfig.json" },
		tsPreCompilationDeps: true,
		enhancedResolveOptions: { extensions: [".ts", ".tsx", ".js"] },
	},
};
