import { constants, createReadStream, createWriteStream, existsSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { EXIT, UserError } from "../../core/errors.js";
import type { Plan } from "../../core/planning/plan.js";
import type { Masker } from "../../core/secrets/masker.js";
import { createReportMasker, maskJson } from "../../core/secrets/report-masker.js";
import { isSecretName } from "../../core/secrets/secret-name.js";
import { runTool } from "../../host/run-tool.js";
import { unpackEvents } from "../events/packed-events.js";
import { readEvents } from "../events/read-events.js";
import { readPlan } from "../plan-file.js";
import type { Run } from "../runs.js";

export interface ReportBundleOptions {
	/** The caller's environment: values of variables that the plan or their name marks as secret are masked. */
	readonly env: Readonly<Record<string, string>>;
	/** More values to mask. */
	readonly secrets?: readonly string[];
	/** What is told of the host. */
	readonly host: unknown;
}

/** The bundle's folder and the files in it, for `tar tf`. */
export interface ReportBundle {
	readonly file: string;
	readonly content: readonly string[];
}

/**
 * Packs everything that explains a run into `file`, a tar.gz: plan, events, logs, facts of the host. Secrets were masked
 * when they were written; here they are once more, by value, by name and by form. An existing file is never replaced.
 * Throws UserError `report-exists` or `report-unwritable`.
 */
export async function writeReportBundle(run: Run, file: string, options: ReportBundleOptions): Promise<ReportBundle> {
	const staging = await mkdtemp(join(tmpdir(), "diskwright-report-"));
	const name = `diskwright-report-${run.id}`;
	const folder = join(staging, name);
	try {
		await mkdir(join(folder, "logs"), { recursive: true });
		const plan = await readPlan(run);
		const values = secretValues(plan, options);
		const masker = () => createReportMasker(values);
		if (plan) await writeJson(join(folder, "plan.json"), maskJson(plan, masker()));
		await unpackEvents(run);
		if (existsSync(run.eventsFile)) await copyEvents(run, join(folder, "events.ndjson"), masker());
		for (const log of await readdir(join(run.folder, "logs")).catch(() => []))
			await copyLines(join(run.folder, "logs", log), join(folder, "logs", log), masker());
		const crash = join(run.folder, "crash");
		if (existsSync(crash)) await copyLines(crash, join(folder, "crash"), masker());
		await writeJson(join(folder, "host.json"), maskJson(options.host, masker()));
		await writeFile(join(folder, "README"), readme(run));
		const archive = join(staging, "report.tar.gz");
		await runTool(["tar", "-czf", archive, "--owner=0", "--group=0", "--sort=name", "-C", staging, "--", name]);
		await chmod(archive, 0o600);
		await publish(archive, file);
		const { stdout } = await runTool(["tar", "-tzf", archive]);
		return { file, content: stdout.split("\n").filter((entry) => entry && !entry.endsWith("/")) };
	} finally {
		await rm(staging, { recursive: true, force: true });
	}
}

function secretValues(plan: Plan | undefined, { env, secrets = [] }: ReportBundleOptions): string[] {
	const marked = new Set(plan?.environment.filter(({ secret }) => secret).map(({ name }) => name));
	const known = Object.entries(env).filter(([name]) => marked.has(name) || isSecretName(name));
	return [...secrets, ...known.map(([, value]) => value)];
}

async function copyEvents(run: Run, to: string, mask: Masker): Promise<void> {
	await pipeline(
		readEvents(run.eventsFile, { follow: false }),
		async function* (events) {
			for await (const event of events) yield `${JSON.stringify(maskJson(event, mask))}\n`;
		},
		createWriteStream(to),
	);
}

async function copyLines(from: string, to: string, mask: Masker): Promise<void> {
	const lines = createInterface({ input: createReadStream(from), crlfDelay: Number.POSITIVE_INFINITY });
	await pipeline(
		lines,
		async function* (source: AsyncIterable<string>) {
			for await (const line of source) yield `${mask(line)}\n`;
		},
		createWriteStream(to),
	);
}

async function writeJson(file: string, value: unknown): Promise<void> {
	await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

async function publish(archive: string, file: string): Promise<void> {
	try {
		await copyFile(archive, file, constants.COPYFILE_EXCL);
	} catch (cause) {
		const exists = (cause as NodeJS.ErrnoException).code === "EEXIST";
		throw new UserError({
			code: exists ? "report-exists" : "report-unwritable",
			message: exists ? `${file} exists already` : `${file} cannot be written: ${(cause as Error).message}`,
			next: ["Give another name: diskwright runs report -o FILE"],
			exitCode: exists ? EXIT.usage : EXIT.host,
			cause,
		});
	}
}

function readme(run: Run): string {
	return `Report of the diskwright run ${run.id}.

plan.json      what the build was to do: elements, hooks, environment, disk
events.ndjson  what happened, one JSON object a line
logs/          the output of every task
crash          what the builder said when it crashed; mostly not there
host.json      the host: findings of the doctor, versions of tools, kernel, operating system

Secrets are replaced by ***: values that were known, and whatever a name or a form marks as one. Names of users and
folders stay. Look through it before you send it to others.
`;
}
