import { runBuilder } from "../engine/builder.js";

/** Entry of the process inside the sandbox: takes its order from stdin, ends with the build's exit code. */
export async function builderMain(): Promise<void> {
	process.exitCode = await runBuilder(process.stdin);
	process.exit();
}
