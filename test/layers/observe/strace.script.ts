import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
	chmodSync,
	mkdirSync,
	readFileSync,
	realpathSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { observedPlace } from "../../../src/core/layers/task-inputs.js";
import { loadLibc } from "../../../src/layers/kernel/libc.js";
import { createContentCache } from "../../../src/layers/observe/content-cache.js";
import { openObserver } from "../../../src/layers/observe/observer.js";

/** Runs hooks under strace, which sees every call: what it saw opened has to be among what the observer saw. */
const answer = await loadLibc();
if ("off" in answer) throw new Error(answer.off);
const folder = process.argv[2] ?? "";
const build = join(folder, "build");
const [hooks, tree, host] = [join(build, "hooks"), join(folder, "tree"), join(folder, "host")];
for (const path of [hooks, tree, host, join(build, "tmp")]) mkdirSync(path, { recursive: true });
const mount = (...args: string[]) => assert.equal(spawnSync("mount", args, { stdio: "inherit" }).status, 0);
mount("-t", "tmpfs", "hooks", hooks);
for (let index = 0; index < 40; index += 1) {
	mkdirSync(join(hooks, `data/d${index % 7}`), { recursive: true });
	writeFileSync(join(hooks, `data/d${index % 7}/f${index}`), `${index}\n`);
}
mkdirSync(join(hooks, "install.d"));
mkdirSync(join(hooks, "lib"));
writeFileSync(join(hooks, "lib/functions"), "greet() { cat $T/data/d1/f1; }\n");
writeFileSync(join(hooks, "lib/tool"), '#!/usr/bin/env bash\nexec sort "$@"\n');
chmodSync(join(hooks, "lib/tool"), 0o755);
symlinkSync("../data/d2", join(hooks, "lib/link"));
symlinkSync(join(host, "settings"), join(hooks, "lib/outside"));
writeFileSync(join(host, "settings"), "x\n");
mount("--bind", hooks, tree);
mount("-o", "remount,bind,ro", tree);
const contents = createContentCache();
const places = { hooks, callersFolders: [], key: Buffer.alloc(32), contents };
const observer = openObserver(answer.libc, { ...places, build, ignored: new Set(["hooks", "tmp"]), caches: [] });

const HOOKS = {
	shell:
		". $T/lib/functions; greet; for f in $T/data/d0/*; do read -r line <$f; done; cd $T/data; cat d3/f3 ../lib/link/f2",
	tools:
		"find $T/data -name 'f1*' -exec cat {} +; tar -cf - -C $H data/d4 | tar -tf -; cp -a $H/data/d5 $B/tmp/; rm -r $B/tmp/d5",
	programs:
		"$T/lib/tool $T/data/d1/f8; xargs cat <$T/data/d6/f6 || true; grep -r 3 $T/lib; cat $T/lib/outside; diff -r $T/data/d0 $H/data/d0",
	host: "cat $HOST/settings /etc/passwd; ls /etc/apt; perl -e 'use strict; use File::Find; print 1'; sort -R /etc/group | head -1",
	children: "(sh -c 'cat $T/data/d2/f9' & wait); bash -c 'exec 5<$T/data/d3/f10; cat <&5'; env -i cat $T/data/d4/f4",
};
let compared = 0;
for (const [name, lines] of Object.entries(HOOKS)) {
	const hook = join(hooks, "install.d/50-x");
	writeFileSync(hook, `#!/bin/bash\n${lines}\n`);
	chmodSync(hook, 0o755);
	utimesSync(hook, 1, 1);
	await wait(60);
	observer.begin(observer.look(), { outside: true });
	const log = join(build, "tmp/strace");
	const argv = [
		"-f",
		"-y",
		"-qq",
		"-e",
		"trace=open,openat,openat2,execve,getdents64",
		"-o",
		log,
		join(tree, "install.d/50-x"),
	];
	const env = { ...process.env, T: tree, H: hooks, B: build, HOST: host };
	spawnSync("strace", argv, { stdio: "ignore", env });
	const seen = await observer.end();
	const covered = new Set(
		seen.observed.map((input) => {
			const place = observedPlace(input.name);
			assert.ok(place, input.name);
			if (place.kind === "meant-hooks") return "";
			return place.kind === "content" || place.kind === "listing" ? join(hooks, place.path) : place.path;
		}),
	);
	for (const path of openedPaths(readFileSync(log, "latin1"))) {
		const one = path.startsWith(`${tree}/`) || path === tree ? join(hooks, relative(tree, path)) : path;
		const isKernels = /^\/(?:proc|sys|dev)(?:\/|$)/.test(one);
		const isBuilds = one.startsWith(`${build}/`) && !one.startsWith(hooks);
		if (isKernels || isBuilds || one === hooks) continue;
		assert.ok(covered.has(one), `${name}: strace saw ${one}, which is not among\n${[...covered].join("\n")}`);
		compared += 1;
	}
	assert.deepEqual([seen.outside, seen.unknown], [[], []], name);
}
observer.close();
console.log(`compared: ${compared}`);

/** Files and folders that calls have opened, by their real paths, and programs that were run. */
function openedPaths(log: string): Set<string> {
	const found = new Set<string>();
	// find(1) opens the folder that it begins in, and never looks; the C library one that it takes for a file.
	const listed = new Set([...log.matchAll(/ getdents64\(\d+<(\/[^>]*)>/g)].map(([, path]) => path));
	for (const line of log.split("\n")) {
		const opened = /\) = \d+<(\/[^>]*)>/.exec(line)?.[1];
		const run = / execve\("(\/[^"]*)".*\) = 0$/.exec(line)?.[1];
		if (opened && !opened.endsWith("(deleted)") && !/O_PATH|O_CREAT/.test(line)) {
			const isFolder = statSync(opened, { throwIfNoEntry: false })?.isDirectory() ?? false;
			if (!isFolder || listed.has(opened)) found.add(opened);
		}
		if (run) found.add(realpathSync(run));
	}
	return found;
}
