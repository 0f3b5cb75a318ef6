// Runs npm scripts one after the other, all of them whatever fails, and ends with the worst status: run-parts.js SCRIPT…
import { spawnSync } from "node:child_process";

const scripts = process.argv.slice(2);
const failed = [];
let worst = 0;
for (const script of scripts) {
	const { status, signal } = spawnSync("npm", ["run", script], { stdio: "inherit" });
	// Somebody who ends a part wants an end, not the next part.
	if (signal || status === 130) process.exit(130);
	if (status !== 0) failed.push(`${script} (status ${status})`);
	worst = Math.max(worst, status ?? 1);
}
console.log(failed.length === 0 ? `all parts passed: ${scripts.join(", ")}` : `failed: ${failed.join(", ")}`);
process.exitCode = worst;
