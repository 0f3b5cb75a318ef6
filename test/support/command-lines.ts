import { spawn } from "node:child_process";
import { once } from "node:events";

/** Looks at the command lines of all processes of this machine, as fast as it can. */
export interface CommandLineWatch {
	/** Ends it: all lines that were seen, each once. */
	end(): Promise<string[]>;
}

/** A program of its own: a test that waits for a build must not miss the short ones. Its own line says nothing. */
const PROGRAM = `
const { readdirSync, readFileSync } = require("node:fs");
const seen = new Set();
const look = () => {
	for (const pid of readdirSync("/proc")) {
		if (!/^[0-9]+$/.test(pid)) continue;
		try { seen.add(readFileSync("/proc/" + pid + "/cmdline", "latin1").replaceAll("\\0", " ")); } catch {}
	}
};
look();
const timer = setInterval(look, 4);
process.stdin.on("end", () => { clearInterval(timer); process.stdout.write(JSON.stringify([...seen])); }).resume();
process.stderr.write("looks\\n");
`;

/** Begins to look; returns once it does. */
export async function watchCommandLines(): Promise<CommandLineWatch> {
	const child = spawn(process.execPath, ["-e", PROGRAM], { stdio: ["pipe", "pipe", "pipe"] });
	await once(child.stderr, "data");
	return {
		async end() {
			let said = "";
			child.stdout.setEncoding("utf8").on("data", (text) => {
				said += text;
			});
			child.stdin.end();
			await once(child, "close");
			return JSON.parse(said) as string[];
		},
	};
}
