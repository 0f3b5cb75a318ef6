import { chmodSync, existsSync, lstatSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FIRST, toggle, type Variants, word } from "./edit.js";

/** Edits of this host, which hooks outside the image read, list, or only look for. */
export const HOST = {
	"a file of the host that is read": {
		"its content": ({ host }, random) => {
			const text = word(random);
			host("word", `${text}\n`);
			return { from: ["root/30-tree"], what: `host/word holds ${text}` };
		},
		"where a link leads": ({ folder }) => {
			const path = join(folder, "host/current");
			const target = readlinkSync(path) === "one" ? "two" : "one";
			rmSync(path);
			symlinkSync(target, path);
			return { from: ["root/32-link"], what: `host/current leads to ${target}` };
		},
		"one that would be": ({ folder, host }, random) => ({
			from: ["root/36-settings"],
			what: toggle(join(folder, "host/settings"), () => host("settings", `WORD=${word(random)}\n`)),
		}),
		"by a program of the host that is called": ({ write }, random) => {
			const text = word(random);
			write("bin/my-words", `#!/bin/sh\necho ${text}\n`, 0o755);
			return { from: ["root/39-words"], what: `bin/my-words says ${text}` };
		},
	},
	"a folder of the host that is listed": {
		"a name": ({ folder, host }) => ({
			from: ["root/30-tree"],
			what: toggle(join(folder, "host/list/b"), () => host("list/b", "")),
		}),
		"by a pattern": ({ folder, host }) => ({
			from: ["root/34-pattern"],
			what: toggle(join(folder, "host/conf/b.conf"), () => host("conf/b.conf", "b\n")),
		}),
	},
	"a file of the host that is only tested for": {
		"whether it is there": ({ folder, host }) => ({
			from: ["root/35-looks"],
			what: toggle(join(folder, "host/flag"), () => host("flag", "x")),
		}),
		"whether it can be run": ({ folder }) => {
			const path = join(folder, "host/tool");
			chmodSync(path, lstatSync(path).mode & 0o100 ? 0o644 : 0o755);
			return { from: ["root/35-looks"], what: "mode of host/tool" };
		},
		"whether it is a program": ({ folder, write }) => ({
			from: FIRST,
			what: toggle(join(folder, "bin/my-tool"), () => void write("bin/my-tool", "#!/bin/sh\n", 0o755)),
		}),
	},
	"what a hook brings into the hooks tree": {
		"by way of the build's folder": ({ host }, random) => {
			const text = word(random);
			host("note", `${text}\n`);
			return { from: ["root/65-reads"], what: `host/note holds ${text}` };
		},
		"in extra-data.d": ({ host }, random) => {
			const text = word(random);
			host("extra", `${text}\n`);
			return { from: ["install/60-generated"], what: `host/extra holds ${text}` };
		},
	},
	"a folder of the host that a hook mounts": {
		"whether it does": ({ folder, hook }) => ({
			from: FIRST,
			what: toggle(join(folder, "elements/mine/root.d/70-mount"), () =>
				hook("root.d/70-mount", 'mkdir -p "$TARGET_ROOT/shown"; mount --bind "$HOST/shown" "$TARGET_ROOT/shown"'),
			),
		}),
		"a file in it": ({ folder }, random) => {
			const text = word(random);
			writeFileSync(join(folder, "host/shown/file"), `${text}\n`);
			const isMounted = existsSync(join(folder, "elements/mine/root.d/70-mount"));
			return { from: isMounted ? ["pre-install/10-early"] : [], what: `host/shown/file holds ${text}` };
		},
	},
} as const satisfies Readonly<Record<string, Variants>>;
