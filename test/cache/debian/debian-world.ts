import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { indexArchive, makePackages } from "../../support/apt-archive.js";
import { aptSources } from "../../support/apt-sources.js";
import { openLoopbackServer } from "../../support/loopback-server.js";
import type { Variants } from "../edits/edit.js";
import { copyElement, openEmptyWorld, ROOT, type World } from "../world.js";
import { debianKinds } from "./debian-edits.js";

/** Our elements that are copied, so that edits can change them; what these stand on is built with them. */
const COPIED = [
	"dhcp-all-interfaces",
	"enable-serial-console",
	"growroot",
	"install-static",
	"openssh-server",
	"sysctl",
];

/** A small apt archive of the test's own. */
export interface Archive {
	/** Makes a package anew, with a version that was never there, and the index of all. */
	publish(name: string): void;
	/** Writes the index again, as an archive does every day. */
	index(): void;
}

const SUITE = "mine";

/** What a run with Debian needs: worlds whose packages come from the host's mirrors, and a few from an archive on the loopback. */
export async function openArchive(): Promise<{
	readonly openWorld: () => World;
	readonly kinds: Readonly<Record<string, Variants>>;
}> {
	const folder = mkdtempSync("/var/tmp/archive-");
	process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
	let version = 1;
	const index = () => indexArchive(folder, [SUITE]);
	const publish = (name: string) => {
		version += 1;
		const text = `#!/bin/sh\necho ${version}\n`;
		makePackages(join(folder, "pool"), { [name]: { [`usr/bin/${name}`]: text } }, String(version));
		index();
	};
	for (const name of ["alpha", "beta", "gamma"]) publish(name);
	const server = await openLoopbackServer(folder);
	return { openWorld: () => openDebianWorld(server.url), kinds: debianKinds({ publish, index }) };
}

function openDebianWorld(archive: string): World {
	const world = openEmptyWorld({
		elements: ["debian-minimal", "mine", "other", ...COPIED],
		profile: { release: "bookworm", "skip-base": false, mirrors: { "apt-sources": "sources.list" } },
		args: ["--reproducible"],
	});
	world.told.env.SOURCE_DATE_EPOCH = "1700000000";
	world.told.env.no_proxy = "127.0.0.1";
	const sources = [...aptSources("bookworm"), `deb [trusted=yes] ${archive} ${SUITE} main`];
	world.write("sources.list", `${sources.join("\n")}\n`);
	for (const name of COPIED) copyElement(world, join(ROOT, "elements", name));
	const { element, hook, data, host } = world;
	element("mine/element-deps", "package-installs\n", 0o644);
	element("mine/package-installs.yaml", "alpha:\n", 0o644);
	element("mine/pkg-map", '{"default": {"alpha": "alpha"}}\n', 0o644);
	element("mine/environment.d/50-mine", "export FROM_SNIPPET=one\n", 0o644);
	element("mine/static/etc/motd", "welcome\n", 0o644);
	data("read", "data\n");
	data("unread", "data\n");
	host("word", "word\n");
	hook("root.d/90-word", 'cat "$HOST/word" >"$TARGET_ROOT/word"');
	hook("pre-install.d/50-early", 'echo "$FROM_SNIPPET" >/snippet');
	hook("install.d/30-data", "cat /tmp/in_target.d/data/read >/read");
	hook("install.d/45-environment", "env | grep -E '^(MY_|IMAGE_NAME|DIB_ARGS)' | sort >/environment");
	hook("post-install.d/50-late", "alpha >/late");
	return world;
}
