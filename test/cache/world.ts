import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { openWorkshop, type Workshop } from "../support/tiny-build.js";

/** A workshop whose elements read everything that a hook can read; edits change it. */
export interface World extends Workshop {
	/** Writes a hook of the element `mine`, `install.d/50-x`. */
	hook(name: string, text: string): void;
	/** Writes a file of the element `other`, whose data hooks of `mine` read. */
	data(name: string, text: string, mode?: number): void;
	/** Writes a file of this host. */
	host(name: string, text: string, mode?: number): void;
	/** What the next builds are told, grows with edits. */
	readonly told: { readonly env: Record<string, string>; image: string; elements: readonly string[] };
}

/** Elements that we ship and that work on the tiny operating system; with them all kinds of hooks lie in the tree. */
const SHIPPED = [
	...["modprobe", "element-manifest", "manifests", "pkg-map", "install-types"],
	...["dib-run-parts", "sysprep", "journal-to-console"],
];

/** Folders of this host that hooks outside the image see are in `HOST`, and `bin` stands first in PATH. */
export function openWorld(): World {
	const shop = openWorkshop();
	const world: World = {
		...shop,
		hook: (name, text) => void shop.element(`mine/${name}`, `#!/bin/bash\nset -eu\n${text}\n`),
		data: (name, text, mode = 0o644) => void shop.element(`other/static/${name}`, text, mode),
		host: (name, text, mode = 0o644) => void shop.write(`host/${name}`, text, mode),
		told: {
			env: {
				HOST: join(shop.folder, "host"),
				PATH: `${join(shop.folder, "bin")}:${process.env.PATH}`,
				MY_WORD: "one",
			},
			image: "image",
			elements: ["tiny-os", "mine", "other", ...SHIPPED],
		},
	};
	writeHooks(world);
	world.data("read", "data\n");
	world.data("unread", "data\n");
	world.data("list/a", "a\n");
	world.data("list/b", "b\n");
	world.host("word", "word\n");
	world.host("extra", "extra\n");
	world.host("note", "note\n");
	world.host("shown/file", "shown\n");
	world.host("list/a", "");
	world.host("tool", "#!/bin/sh\n", 0o644);
	for (const name of ["one", "two"]) world.host(`${name}/word`, `${name}\n`);
	symlinkSync("one", join(shop.folder, "host/current"));
	symlinkSync("read", join(shop.folder, "elements/other/static/link"));
	return world;
}

const IN = "/tmp/in_target.d/static";

function writeHooks({ hook, element }: World): void {
	element("mine/environment.d/50-mine", "export FROM_SNIPPET=one\n", 0o644);
	hook("root.d/30-tree", 'cat "$HOST/word" >"$TARGET_ROOT/word"; ls "$HOST/list" >"$TARGET_ROOT/list"');
	hook("root.d/32-link", 'cat "$HOST/current/word" >"$TARGET_ROOT/current"');
	hook(
		"root.d/35-looks",
		'for one in flag other; do if [ -e "$HOST/$one" ]; then echo "$one" >>"$TARGET_ROOT/looked"; fi; done\n' +
			'if [ -x "$HOST/tool" ]; then echo runs >>"$TARGET_ROOT/looked"; fi',
	);
	hook("root.d/36-settings", 'source "$HOST/settings" 2>/dev/null || true; echo "${WORD:-}" >"$TARGET_ROOT/settings"');
	hook("root.d/38-program", 'if type -P my-tool >/dev/null; then echo there >"$TARGET_ROOT/program"; fi');
	hook("root.d/60-state", 'cat "$HOST/note" >"$TMP_BUILD_DIR/state"; echo state >"$TARGET_ROOT/state"');
	hook("root.d/65-reads", 'cat "$TMP_BUILD_DIR/state" >"$TARGET_ROOT/note"');
	hook("extra-data.d/50-data", 'cat "$TMP_BUILD_DIR/state" "$HOST/extra" >"$TMP_HOOKS_PATH/generated"');
	hook("pre-install.d/10-early", "echo early >/early; rm -f /etc/hostname; chmod 711 /");
	hook("install.d/10-links", "echo one >/a; ln /a /b; mkdir -p /d/sub; echo x >/d/sub/f; ln -s /a /link");
	hook("install.d/20-more", "echo two >>/b; mv /d /moved; rm -r /moved/sub; mkdir /moved/sub; echo y >/moved/sub/g");
	hook("install.d/30-data", `cat ${IN}/read >/read; stat -c %a ${IN}/read >/mode`);
	hook("install.d/35-list", `ls -l --time-style=+ ${IN}/list >/listed`);
	hook("install.d/40-tests", `if [ -e ${IN}/flag ]; then echo flag >/flag; fi`);
	hook("install.d/45-environment", "env | grep -E '^(MY_|IMAGE_NAME|DIB_ARGS)' | sort >/environment");
	hook("install.d/50-snippet", `echo "$FROM_SNIPPET" >/snippet; readlink ${IN}/link >/link-target`);
	hook("install.d/60-generated", "cat /tmp/in_target.d/generated >/generated");
	hook("install.d/70-shown", "if [ -e /shown/file ]; then cat /shown/file >/seen; fi");
	hook("post-install.d/50-late", "cat /a /read /early >/late; chown 12:34 /late; chmod 4755 /late");
}

/** Tasks of `mine` that change what lies outside the image, so that no layer takes their place. */
export const ALWAYS = /^(?:root\/(?:60-state|70-mount)|extra-data\/.*)$/;
