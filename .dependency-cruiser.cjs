// Import directions of the design: cli → ui, report, engine, runs, profiles, publish, sources, catalogue, boot, write → host → core.
const parts = [
	"ui",
	"report",
	"engine",
	"layers",
	"runs",
	"profiles",
	"publish",
	"sources",
	"catalogue",
	"host",
	"boot",
	"write",
];
/**
 * A part may import itself and core. The host is the ground floor: what starts programs, knows folders or needs root stands
 * on it. Besides, engine may use boot (the boot test is one of its tasks), and sources the catalogue (which reads what was
 * fetched).
 */
const more = {
	engine: ["host", "boot", "layers", "publish", "runs"],
	layers: ["host"],
	runs: ["host"],
	boot: ["host"],
	profiles: ["host"],
	publish: ["host", "runs"],
	write: ["host"],
	sources: ["host", "catalogue"],
};
const only = (name, allowed = []) => ({
	name: `${name}-imports-only-core`,
	severity: "error",
	from: { path: `^src/${name}/` },
	to: { path: "^src/", pathNot: `^src/(${[name, "core", ...allowed].join("|")})/` },
});
/** The only files that start processes. */
const STARTERS = [
	"host/run-tool.ts",
	"host/lend-terminal.ts",
	// Hooks: their whole group is signalled, and a daemon's pipe is abandoned.
	"engine/tasks/run-logged.ts",
	// The sandbox of a build, the machine of a boot test, the namespace of an emulator: all live long.
	"cli/build/start-build.ts",
	// Who begins the builds of a batch goes on when the screens are left.
	"cli/batch/coordinator.ts",
	"boot/run-machine.ts",
	"engine/builder/emulation.ts",
	// An index of packages is unpacked as it comes.
	"layers/packages/through-xz.ts",
	// A lock is taken on a descriptor that we keep.
	"runs/runs.ts",
];
/** The features of the screens, and which others each may use beside the kit, keys, services and the app. */
const FEATURES = {
	batch: ["build"],
	build: ["wizard"],
	doctor: ["wizard"],
	explorer: ["wizard"],
	home: ["build", "login", "profiles", "runs", "wizard"],
	login: ["wizard"],
	palette: ["wizard"],
	profiles: ["login", "result", "runs", "wizard"],
	publish: [],
	result: ["home", "runs", "wizard"],
	runs: [],
	wizard: ["login"],
};
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
			from: { path: "^src/(core|engine|layers|runs|catalogue|host|boot|profiles|publish|report|sources|write)/" },
			to: { path: "node_modules/(react|ink)" },
		},
		{
			name: "ui-starts-nothing",
			severity: "error",
			from: { path: "^src/ui/" },
			to: { path: "^(node:)?(fs|child_process)|node_modules/execa" },
		},
		{
			name: "programs-are-run-by-the-host",
			comment: "small tools go through runTool; the others stay with a process, or hand on its terminal",
			severity: "error",
			from: { path: "^src/", pathNot: STARTERS.map((file) => `^src/${file.replaceAll(".", "\\.")}$`) },
			to: { path: "^(node:)?child_process$|node_modules/execa/" },
		},
		{
			name: "kit-knows-no-feature",
			comment: "parts of screens that could serve another program: they know keys, and nothing of builds",
			severity: "error",
			from: { path: "^src/ui/kit/" },
			to: { path: "^src/ui/", pathNot: "^src/ui/(kit|keys)/" },
		},
		{
			name: "keys-know-no-feature",
			severity: "error",
			from: { path: "^src/ui/keys/" },
			to: { path: "^src/ui/", pathNot: "^src/ui/(kit|keys)/" },
		},
		...Object.entries(FEATURES).map(([name, others]) => ({
			name: `${name}-uses-only-its-neighbours`,
			severity: "error",
			from: { path: `^src/ui/${name}/` },
			to: { path: "^src/ui/", pathNot: `^src/ui/(${[name, "app", "kit", "keys", "services", ...others].join("|")})/` },
		})),
		{
			name: "targets-are-loaded-when-used",
			comment: "a client for a cloud is large: only what opens targets names them, and loads them then",
			severity: "error",
			from: { path: "^src/", pathNot: "^src/publish/(open-target\\.ts$|[^/]+/)" },
			to: { path: "^src/publish/[^/]+/|node_modules/undici/" },
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
