import { chmodSync, existsSync, lstatSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Edit, toggle, word } from "./edits.js";

/** Edits of this host, which hooks outside the image read, list, or only look for. */
export const HOST_EDITS: Readonly<Record<string, Edit>> = {
	"a file of the host that is read": ({ host }, random) => {
		const text = word(random);
		host("word", `${text}\n`);
		return { from: "root/30-tree", what: `host/word holds ${text}` };
	},
	"a folder of the host that is listed": ({ folder, host }) => ({
		from: "root/30-tree",
		what: toggle(join(folder, "host/list/b"), () => host("list/b", "")),
	}),
	"where a link of the host leads": ({ folder }) => {
		const path = join(folder, "host/current");
		const target = readlinkSync(path) === "one" ? "two" : "one";
		rmSync(path);
		symlinkSync(target, path);
		return { from: "root/32-link", what: `host/current leads to ${target}` };
	},
	"a file of the host that is only tested for": ({ folder, host }) => ({
		from: "root/35-looks",
		what: toggle(join(folder, "host/flag"), () => host("flag", "x")),
	}),
	"whether a file of the host can be run": ({ folder }) => {
		const path = join(folder, "host/tool");
		chmodSync(path, lstatSync(path).mode & 0o100 ? 0o644 : 0o755);
		return { from: "root/35-looks", what: "mode of host/tool" };
	},
	"a file of the host that would be read": ({ folder, host }, random) => ({
		from: "root/36-settings",
		what: toggle(join(folder, "host/settings"), () => host("settings", `WORD=${word(random)}\n`)),
	}),
	"a program of the host": ({ folder, write }) => ({
		from: "first",
		what: toggle(join(folder, "bin/my-tool"), () => void write("bin/my-tool", "#!/bin/sh\n", 0o755)),
	}),
	"what a hook leaves for another one": ({ host }, random) => {
		const text = word(random);
		host("note", `${text}\n`);
		return { from: "root/65-reads", what: `host/note holds ${text}` };
	},
	"what a hook of extra-data brings": ({ host }, random) => {
		const text = word(random);
		host("extra", `${text}\n`);
		return { from: "install/60-generated", what: `host/extra holds ${text}` };
	},
	"a folder of the host that a hook mounts": ({ folder, hook }) => ({
		from: "first",
		what: toggle(join(folder, "elements/mine/root.d/70-mount"), () =>
			hook("root.d/70-mount", 'mkdir -p "$TARGET_ROOT/shown"; mount --bind "$HOST/shown" "$TARGET_ROOT/shown"'),
		),
	}),
	"a file in that folder": ({ folder }, random) => {
		const text = word(random);
		writeFileSync(join(folder, "host/shown/file"), `${text}\n`);
		const isMounted = existsSync(join(folder, "elements/mine/root.d/70-mount"));
		return { from: isMounted ? "pre-install/10-early" : undefined, what: `host/shown/file holds ${text}` };
	},
};
