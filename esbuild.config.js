import { execFileSync } from "node:child_process";
import { chmod, cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { build } from "esbuild";

const CELL_WIDTH = resolve("src/ui/kit/text/cell-width.ts");

/** Ink measures its rows with our `cellWidth`, which alone sees the library behind it. */
const fastWidth = {
	name: "fast-width",
	setup({ onResolve }) {
		onResolve({ filter: /^string-width$/ }, ({ importer }) =>
			importer === CELL_WIDTH ? undefined : { path: CELL_WIDTH },
		);
	},
};

/** Of undici only what talks HTTP: fetch, web sockets and caches would double what is loaded to publish an image. */
const smallUndici = {
	name: "small-undici",
	setup({ onResolve, onLoad }) {
		const here = { namespace: "small-undici", path: "undici" };
		onResolve({ filter: /^undici$/ }, () => here);
		onLoad({ filter: /.*/, namespace: "small-undici" }, () => ({
			contents: `const Dispatcher = require("undici/lib/dispatcher/dispatcher.js");
Dispatcher.prototype.request = require("undici/lib/api/api-request.js");
exports.Agent = require("undici/lib/dispatcher/agent.js");
exports.ProxyAgent = require("undici/lib/dispatcher/proxy-agent.js");`,
			resolveDir: resolve("."),
		}));
	},
};

/** The licences of all packages that are in the bundle, as their authors want them kept. Throws for one without a licence. */
async function notices({ inputs }) {
	const bundled = Object.keys(inputs).flatMap(
		(file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? [],
	);
	const texts = [...new Set(bundled)].sort().map(async (folder) => {
		const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
		if (!license) throw new Error(`${name} tells no licence`);
		const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
		const contents = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, "utf8")));
		return [`${name} ${version} (${license})`, ...contents.map((text) => text.trim())].join("\n\n");
	});
	return `${["diskwright contains these packages:", ...(await Promise.all(texts))].join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

const { bin, engines } = JSON.parse(await readFile("package.json", "utf8"));
// npm says nothing of an old Node (its warnings are off, .npmrc), and what follows would not say it plainly.
const [major, minor] = process.versions.node.split(".").map(Number);
const [leastMajor, leastMinor] = engines.node.match(/\d+/g).map(Number);
if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
	console.error(`Node ${process.versions.node} is too old: diskwright needs Node ${leastMajor}.${leastMinor} or newer`);
	process.exit(1);
}

// One bundle (main.js) behind thin entry points: the programs differ only in the name they are called by.
await rm("dist", { recursive: true, force: true });
const programs = Object.keys(bin);
const { metafile } = await build({
	metafile: true,
	entryPoints: {
		...Object.fromEntries(programs.map((name) => [`bin/${name}`, `src/bin/${name}.ts`])),
		builder: "src/bin/builder.ts",
		"element-tool": "src/bin/element-tool.ts",
		"write-documents": "src/bin/write-documents.ts",
	},
	outdir: "dist",
	bundle: true,
	splitting: true,
	format: "esm",
	platform: "node",
	target: "node20.19",
	chunkNames: "chunks/[name]-[hash]",
	banner: {
		js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
	},
	// React's development build measures every render; Ink asks for its developer tools only when DEV is set.
	define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
	jsx: "automatic",
	// Half the text to read at every start; names stay, for the stack of a bug.
	minifyWhitespace: true,
	minifySyntax: true,
	legalComments: "none",
	plugins: [fastWidth, smallUndici],
	// Native: npm installs it beside the bundle, and layers are off where it cannot be loaded.
	external: ["react-devtools-core", "koffi"],
	logLevel: "warning",
});
await cp("src/engine/hook-library", "dist/hook-library", { recursive: true });
await cp("src/engine/glue", "dist/glue", { recursive: true });
// Manual pages, and the tables that completion reads, come out of the same commands as --help.
const built = new Date(Number(process.env.SOURCE_DATE_EPOCH ?? Date.now() / 1000) * 1000).toISOString().slice(0, 10);
execFileSync(process.execPath, ["dist/write-documents.js", "dist", built], { stdio: "inherit" });
await rm("dist/write-documents.js");
await writeFile("dist/THIRD-PARTY-NOTICES", await notices(metafile));
for (const name of programs) await chmod(`dist/bin/${name}.js`, 0o755);
