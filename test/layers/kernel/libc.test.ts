import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cPath, loadLibc } from "../../../src/layers/kernel/libc.js";
import { tryLock } from "../../../src/layers/kernel/lock.js";
import { temporaryFolder } from "../../support/elements.js";

async function libc() {
	const answer = await loadLibc();
	if ("off" in answer) throw new Error(answer.off);
	return answer.libc;
}

test("the C library is called, errors come back as numbers", async () => {
	const { statfs, errno } = await libc();
	expect(statfs(cPath("/"), Buffer.alloc(256))).toBe(0);
	expect(statfs(cPath("/no/such/place"), Buffer.alloc(256))).toBe(-1);
	expect(errno()).toBe(2);
});

test("a lock keeps others out until it is released, and is none on what is gone", async () => {
	const file = join(temporaryFolder(), "lock");
	writeFileSync(file, "");
	const held = tryLock(await libc(), file, "shared");
	const tryExclusive = () =>
		execFileSync("sh", ["-c", 'flock -n "$1" true && echo free || echo held', "sh", file], { encoding: "utf8" }).trim();
	expect(tryExclusive()).toBe("held");
	expect(tryLock(await libc(), file, "exclusive")).toBeUndefined();
	tryLock(await libc(), file, "shared")?.release();
	held?.release();
	expect(tryExclusive()).toBe("free");
	expect(tryLock(await libc(), `${file}.gone`, "shared")).toBeUndefined();
});

test("without koffi nothing breaks: why it is missing is the answer", () => {
	const hooks = `export async function resolve(name, context, next) {
		if (name === "koffi") throw new Error("no koffi here");
		return next(name, context);
	}`;
	const script = `
		import { register } from "node:module";
		register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});
		const { loadLibc } = await import(${JSON.stringify(join(import.meta.dirname, "../../../src/layers/kernel/libc.ts"))});
		console.log(JSON.stringify(await loadLibc()));
	`;
	const argv = ["--no-warnings", "--import", "tsx", "--input-type=module", "-e", script];
	const said = execFileSync(process.execPath, argv, { encoding: "utf8", cwd: join(import.meta.dirname, "../../..") });
	expect(JSON.parse(said)).toEqual({ off: "the package koffi cannot be loaded: no koffi here" });
});
