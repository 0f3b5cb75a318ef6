import { writeFileSync } from "node:fs";
import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { prepareOutput, temporaryName } from "../../../src/engine/output/prepare-output.js";
import { publishSet } from "../../../src/engine/output/publish.js";

/** Publishes two images with their sums; is killed before the given one of the steps that change a name. */
const [folder = "", content = "", mode = "", killAt = "0"] = process.argv.slice(2);
const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, umask: 0o022 };
const outputs = [];
for (const format of ["raw", "tar"]) {
	const final = join(folder, `image.${format}`);
	const temporary = temporaryName(final, content);
	writeFileSync(temporary, content);
	outputs.push(await prepareOutput({ temporary, final, file: `image.${format}`, format }, ["md5"], owner));
}

let steps = 0;
for (const name of ["rename", "link", "rm"] as const) {
	const real = files[name] as (...args: unknown[]) => Promise<void>;
	Object.assign(files, {
		[name]: (...args: unknown[]) => {
			steps += 1;
			if (steps === Number(killAt)) process.kill(process.pid, "SIGKILL");
			return real(...args);
		},
	});
}
syncBuiltinESMExports();

await publishSet({
	outputs,
	manifest: { final: join(folder, "image.manifest.json"), text: content },
	runId: content,
	owner,
	overwrite: mode === "overwrite",
	now: new Date(2026, 0, 2, 3, 4, 5),
	journal: join(folder, "journal"),
});
