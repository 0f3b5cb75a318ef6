import { execFileSync } from "node:child_process";
import {
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { given } from "../../../src/core/values/given.js";
import { prepareOutput, temporaryName } from "../../../src/engine/output/prepare-output.js";
import { type Published, publishSet } from "../../../src/engine/output/publish.js";
import { temporaryFolder } from "../../support/elements.js";

const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, umask: 0o022 };
const now = new Date(2026, 0, 2, 3, 4, 5);
let folder: string;
beforeEach(() => {
	folder = temporaryFolder();
});

const read = (name: string) => readFileSync(join(folder, name), "utf8");

/** Publishes images of these suffixes, all with this content. */
async function build(
	content: string,
	{ suffixes = ["raw"], sums = ["md5", "sha256"], overwrite = false, keepOlder }: Partial<Options> = {},
): Promise<Published> {
	const runId = content;
	const outputs = [];
	for (const format of suffixes) {
		const final = join(folder, `image.${format}`);
		const temporary = temporaryName(final, runId);
		if (format === "dir") mkdirSync(temporary);
		writeFileSync(format === "dir" ? join(temporary, "file") : temporary, content);
		outputs.push(await prepareOutput({ temporary, final, file: `image.${format}`, format }, sums, owner));
	}
	const described = outputs.map(({ file, checksums }) => ({ file, checksums }));
	const text = JSON.stringify({ manifest: 1, content, outputs: described });
	const manifest = { final: join(folder, "image.manifest.json"), text };
	const journal = join(temporaryFolder(), "publication.json");
	return publishSet({ outputs, manifest, runId, owner, overwrite, now, journal, ...given("keepOlder", keepOlder) });
}

interface Options {
	readonly suffixes: readonly string[];
	readonly sums: readonly ("md5" | "sha256")[];
	readonly overwrite: boolean;
	readonly keepOlder: number;
}

/** Every image has the manifest and the sums that are its own. */
function expectWholeSets(): void {
	for (const name of readdirSync(folder).filter((entry) => entry.endsWith(".raw"))) {
		const image = read(name);
		expect(JSON.parse(read(name.replace(/raw$/, "manifest.json"))).content, name).toBe(image);
		for (const tool of ["md5", "sha256"]) {
			const sum = execFileSync(`${tool}sum`, [join(folder, name)], { encoding: "utf8" }).split(" ")[0];
			expect(read(`${name}.${tool}`), name).toBe(`${sum}  image.raw\n`);
		}
	}
}

test("an older set keeps its own sums and manifest under a name that is free for all of it", async () => {
	await build("first");
	await build("second");
	writeFileSync(join(folder, "image-2026.01.02-03.04.05-1.manifest.json"), "somebody's");
	await build("third");
	expect(
		readdirSync(folder)
			.filter((name) => name.endsWith(".raw"))
			.sort(),
	).toEqual(["image-2026.01.02-03.04.05-2.raw", "image-2026.01.02-03.04.05.raw", "image.raw"]);
	expect(read("image.raw")).toBe("third");
	expectWholeSets();
	expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
});

test("builds of one name that end together each keep their outputs together", async () => {
	const names = ["a", "b", "c", "d", "e", "f"];
	await Promise.all(names.map((name) => build(name)));
	const images = readdirSync(folder).filter((name) => name.endsWith(".raw"));
	expect(images.map(read).sort()).toEqual(names);
	expectWholeSets();
});

test("a sum that the new image does not have does not stay beside it", async () => {
	await build("first");
	await build("second", { sums: [], overwrite: true });
	expect(readdirSync(folder).sort()).toEqual(["image.manifest.json", "image.raw"]);
});

test("links, folders and pipes in the way are replaced, never written through", async () => {
	const victim = join(temporaryFolder(), "victim");
	writeFileSync(victim, "untouched");
	for (const name of ["image.manifest.json", "image.raw", "image.raw.md5"]) symlinkSync(victim, join(folder, name));
	execFileSync("mkfifo", [join(folder, "image.raw.sha256")]);
	await build("new", { overwrite: true });
	expect(readFileSync(victim, "utf8")).toBe("untouched");
	for (const name of readdirSync(folder)) expect(lstatSync(join(folder, name)).isFile(), basename(name)).toBe(true);
	expectWholeSets();
});

test("of the older sets only the newest ones stay that are to be kept; nothing else is touched", async () => {
	await build("somebody's");
	for (const name of ["image.raw", "image.raw.md5", "image.raw.sha256"]) {
		renameSync(join(folder, name), join(folder, name.replace("image", "image-2020.01.01-00.00.00")));
	}
	rmSync(join(folder, "image.manifest.json"));
	const other = "image-2020.01.02-00.00.00.manifest.json";
	writeFileSync(
		join(folder, other),
		JSON.stringify({ manifest: 1, outputs: [{ file: "../other.raw", checksums: {} }] }),
	);
	writeFileSync(join(folder, "other-2020.01.02-00.00.00.raw"), "another image's");
	for (const content of ["1", "2", "3"]) await build(content);
	expect((await build("4", { keepOlder: 3 })).removed).toEqual([]);
	expect((await build("5", { keepOlder: 2 })).removed.map((path) => basename(path))).toEqual([
		"image-2026.01.02-03.04.05-1.raw",
		"image-2026.01.02-03.04.05.raw",
	]);
	expect(
		readdirSync(folder)
			.filter((name) => name.endsWith("raw"))
			.sort()
			.map((name) => [name, read(name)]),
	).toEqual([
		["image-2020.01.01-00.00.00.raw", "somebody's"],
		["image-2026.01.02-03.04.05-2.raw", "3"],
		["image-2026.01.02-03.04.05-3.raw", "4"],
		["image.raw", "5"],
		["other-2020.01.02-00.00.00.raw", "another image's"],
	]);
	expect((await build("6", { keepOlder: 0 })).removed).toHaveLength(3);
	expect(readdirSync(folder).filter((name) => /image-2026/.test(name))).toEqual([]);
});

test("a folder of an older build steps aside, or goes when it is not to be kept", async () => {
	await build("first", { suffixes: ["dir"] });
	const { aside } = await build("second", { suffixes: ["dir"] });
	expect([...aside.values()].map((path) => readFileSync(join(path, "file"), "utf8"))).toEqual(["first"]);
	expect([...(await build("third", { suffixes: ["dir"], overwrite: true })).aside]).toEqual([]);
	expect(read("image.dir/file")).toBe("third");
	expect(readdirSync(folder).filter((name) => name.endsWith(".manifest.json"))).toHaveLength(2);
});

test("nothing is touched when sums and manifest cannot be written", async () => {
	await build("first");
	mkdirSync(join(folder, ".image.manifest.json.second.part"));
	await expect(build("second")).rejects.toThrow();
	expect(read("image.raw")).toBe("first");
	expectWholeSets();
});

test("a link under the temporary name of an output hands over nothing of what it leads to", async () => {
	const [final, probe] = [join(folder, "image.raw"), join(folder, "probe")];
	writeFileSync(probe, "mine", { mode: 0o600 });
	symlinkSync(probe, temporaryName(final, "run"));
	const output = { temporary: temporaryName(final, "run"), final, file: "image.raw", format: "raw" };
	await expect(prepareOutput(output, [], { ...owner, umask: 0 })).rejects.toMatchObject({ code: "ELOOP" });
	expect(lstatSync(probe).mode & 0o777).toBe(0o600);
});
