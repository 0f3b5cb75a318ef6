import { execFileSync } from "node:child_process";
import { realpathSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCatalogue } from "../../src/catalogue/read-catalogue.js";
import { runElementInfo } from "../../src/cli/dib/element-info.js";
import type { Catalogue } from "../../src/core/element/element.js";
import { UserError } from "../../src/core/errors.js";
import { prepareRequest, requestFor } from "../../src/core/resolve/prepare.js";
import { resolve } from "../../src/core/resolve/resolve.js";
import { goldenPath, materialise } from "../support/corpus.js";
import { golden, hasGolden } from "../support/golden.js";

interface Expected {
	readonly ok: boolean | null;
	readonly resolved?: readonly string[];
	readonly error?: string;
	readonly message?: string;
	readonly log?: readonly string[];
}
interface RequestRecord extends Expected {
	readonly id: string;
	readonly path: readonly string[];
	readonly request: readonly string[];
	readonly origin?: readonly number[];
	readonly outcomes?: readonly Expected[];
}
interface CliRecord {
	readonly id: string;
	readonly args: readonly string[];
	readonly arch: string;
	readonly skip_base: boolean;
	readonly ramdisk: boolean;
	readonly ramdisk_element: string | null;
	readonly resolver_args: readonly string[];
	readonly printed: string;
}
interface OutputRecord {
	readonly id: string;
	readonly path: readonly string[];
	readonly request: readonly string[];
	readonly exit_status: number;
	readonly IMAGE_ELEMENT_YAML?: string;
	readonly array_entries_sorted?: readonly string[];
	readonly plain_sorted?: readonly string[];
	readonly stderr_last_line?: string;
	readonly stderr_warnings?: readonly string[];
}

/** Our error codes by the names of DIB's failures; an unset path is refused before any catalogue is read. */
const CODES: Readonly<Record<string, readonly string[]>> = {
	MissingElementException: ["element-not-found"],
	AlreadyProvidedException: ["already-provided", "requested-is-provided"],
	MissingOSException: ["no-operating-system"],
	InvalidElementDir: ["elements-path"],
	IsADirectoryError: ["element-unreadable"],
	Exception: ["elements-path"],
};

describe.skipIf(!hasGolden)("resolution gives what DIB gives", () => {
	let root = "";
	beforeAll(() => {
		root = materialise("resolve/corpora.json");
	});
	afterAll(() => rmSync(root, { recursive: true, force: true }));

	test("resolve/requests.json", { timeout: 120_000 }, async () => {
		const records = golden<RequestRecord[]>("resolve/requests.json");
		const catalogues = new Map<string, Promise<Catalogue>>();
		const failures: string[] = [];
		let ambiguous = 0;
		for (const record of records) {
			const path = goldenPath(root, record.path);
			const key = path.join(":");
			const catalogue = catalogues.get(key) ?? readCatalogue(path, root);
			catalogues.set(key, catalogue);
			const { problem, told } = await check(record, path, catalogue);
			if (problem) failures.push(`${record.id}: ${problem}`);
			if (told) ambiguous++;
		}
		const passed = records.length - failures.length;
		console.log(`resolve/requests.json: ${passed} of ${records.length}; told as ambiguous: ${ambiguous}`);
		expect(failures).toEqual([]);
		expect(records.length).toBeGreaterThan(5000);
	});

	test("resolve/cli.json", () => {
		const records = golden<CliRecord[]>("resolve/cli.json");
		const failures = records.filter((record) => {
			const { names } = prepareRequest({
				elements: record.args,
				architecture: record.arch,
				skipBase: record.skip_base,
				...(record.ramdisk ? { ramdiskElement: record.ramdisk_element ?? "ramdisk" } : {}),
			});
			return (
				JSON.stringify(names) !== JSON.stringify(record.resolver_args) ||
				`Building elements: ${names.join(" ")}` !== record.printed
			);
		});
		console.log(`resolve/cli.json: ${records.length - failures.length} of ${records.length}`);
		expect(failures).toEqual([]);
	});

	test("resolve/output.json", async () => {
		const records = golden<OutputRecord[]>("resolve/output.json");
		const failures: string[] = [];
		for (const record of records) {
			const problem = await checkOutput(record, root).then(
				() => undefined,
				(error: Error) => error.message,
			);
			if (problem) failures.push(`${record.id}: ${problem}`);
		}
		console.log(`resolve/output.json: ${records.length - failures.length} of ${records.length}`);
		expect(failures).toEqual([]);
	});
});

async function check(record: RequestRecord, path: readonly string[], reading: Promise<Catalogue>) {
	const allowed = record.outcomes ?? [record];
	try {
		const catalogue = await reading;
		const resolution = resolve(requestFor(...record.request), catalogue);
		const told = resolution.ambiguity !== undefined;
		const names = resolution.selected.map(({ name }) => name);
		const same = allowed.some((one) => one.ok && JSON.stringify(one.resolved) === JSON.stringify(names));
		if (!same) return { problem: `resolved to ${names.join(" ")}`, told };
		const origins = resolution.selected.map((element) => originOf(element.path, path));
		if (record.origin && JSON.stringify(record.origin) !== JSON.stringify(origins)) {
			return { problem: `origins ${origins.join(" ")}`, told };
		}
		// DIB sometimes fails here and sometimes not, or gives different lists: a user must be told.
		const differs = record.outcomes !== undefined && !told;
		return differs ? { problem: "different outcomes were not told", told } : { told };
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		const same = allowed.some((one) => one.error && isSame(one, error));
		return same ? { told: false } : { problem: `failed: ${error.code}: ${error.message}`, told: false };
	}
}

/** The entry of the path that an element's real directory lies in, whichever link led there. */
function originOf(element: string, path: readonly string[]): number {
	return path.findIndex((entry) => realpathSync(entry) === dirname(element));
}

/** The same kind of failure about the same names. */
function isSame(expected: Expected, error: UserError): boolean {
	if (!CODES[expected.error as string]?.includes(error.code)) return false;
	if (error.code === "already-provided") {
		const [, provided, by] = /^(.*): already provided by \['(.*)'\]/.exec(expected.message ?? "") ?? [];
		return error.message.startsWith(`${provided}: already provided by ${by},`);
	}
	if (error.code === "requested-is-provided") {
		const lines = (expected.log ?? []).map((line) => /^(.*) : already provided by \['(.*)'\]/.exec(line));
		return lines.every((line) => !line || error.message.includes(`${line[1]}: already provided by ${line[2]}`));
	}
	return error.code === "elements-path" || error.code === "element-unreadable"
		? true
		: error.message.startsWith(expected.message as string);
}

async function checkOutput(record: OutputRecord, root: string): Promise<void> {
	const place = (text: string) => text.replaceAll("@", `${root}/`);
	const env = { ELEMENTS_PATH: goldenPath(root, record.path).join(":") };
	const exported = await elementInfo(["--env", ...record.request], env, root);
	expect(exported.status).toBe(record.exit_status);
	for (const warning of record.stderr_warnings ?? []) {
		expect(exported.stderr).toContain(place(warning).replace(/^.*\[-\] /, ""));
	}
	if (record.exit_status !== 0) {
		const [, kind = ""] = /^(?:[\w.]*\.)?(\w+):/.exec(record.stderr_last_line ?? "") ?? [];
		const message = record.stderr_last_line?.replace(/^[^:]*: /, "").replace(/ by \['(.*)'\]/, " by $1");
		expect(exported.stdout).toBe("");
		if (kind !== "IsADirectoryError") expect(exported.stderr).toContain(message);
		return;
	}
	const yaml = place(record.IMAGE_ELEMENT_YAML ?? "");
	expect(exported.stdout).toContain(`export IMAGE_ELEMENT_YAML='${yaml}'\n`);
	const shown = 'printf "%s\\n" "$IMAGE_ELEMENT"; bash -c get_image_element_array; printf %s "$IMAGE_ELEMENT_YAML"';
	const [names = "", array = "", ...rest] = execFileSync("bash", ["-c", `${exported.stdout}\n${shown}`], {
		encoding: "utf8",
	}).split("\n");
	expect(names.split(" ")).toEqual(record.plain_sorted);
	expect(array.trimEnd().split(" ").sort()).toEqual(record.array_entries_sorted?.map(place));
	expect(array.endsWith(" ")).toBe(true);
	expect(rest.join("\n")).toBe(yaml);
	const plain = await elementInfo([...record.request], env, root);
	expect(plain.stdout.trimEnd().split(" ")).toEqual(record.plain_sorted);
}

async function elementInfo(argv: string[], env: Record<string, string>, cwd: string) {
	const texts = { stdout: "", stderr: "" };
	const into = (name: keyof typeof texts) =>
		new Writable({
			write(chunk, _encoding, done) {
				texts[name] += chunk;
				done();
			},
		});
	const streams = { stdout: into("stdout"), stderr: into("stderr"), packageRoot: "/nonexistent" };
	const status = await runElementInfo(argv, env, cwd, streams);
	return { status, ...texts };
}
