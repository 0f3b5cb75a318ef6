#!/usr/bin/env node
// Adds to package-lock.json the platform packages that npm left out because the registry in use
// does not carry them (a mirror of one platform). `npm ci` compares the lockfile with every
// optional dependency by name and refuses to install when one is missing, even one for another
// operating system that would never be fetched. Run it after `npm install` on such a machine.
import { readFileSync, writeFileSync } from "node:fs";

const OPERATING_SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64", "wasm32"];

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const packages = lock.packages;

/** The lock entry that `name` resolves to from the package at `from`, if there is one. */
function isLocked(from, name) {
	for (let folder = from; ; ) {
		if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
		if (!folder) return false;
		const parent = folder.lastIndexOf("/node_modules/");
		folder = parent < 0 ? "" : folder.slice(0, parent);
	}
}

let added = 0;
for (const [from, entry] of Object.entries(packages)) {
	for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
		if (isLocked(from, name)) continue;
		const words = name.split("/").pop().split("-");
		const os = OPERATING_SYSTEMS.filter((known) => words.includes(known));
		const cpu = PROCESSORS.filter((known) => words.includes(known));
		if (/^[\^~]/.test(version) || (os.length === 0 && cpu.length === 0)) {
			console.log(`left alone: ${name} ${version} (of ${from})`);
			continue;
		}
		const libc = words.some((word) => word.startsWith("musl")) ? { libc: ["musl"] } : {};
		packages[`node_modules/${name}`] = {
			version,
			...(cpu.length ? { cpu } : {}),
			dev: true,
			...libc,
			license: "MIT",
			optional: true,
			...(os.length ? { os } : {}),
		};
		added += 1;
	}
}
lock.packages = Object.fromEntries(
	Object.entries(packages).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)),
);
writeFileSync(file, `${JSON.stringify(lock, null, "\t")}\n`);
console.log(`${added} platform packages added to package-lock.json`);
