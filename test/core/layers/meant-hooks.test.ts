import { expect, test } from "vitest";
import { isHookName, MEANT_HOOKS } from "../../../src/core/layers/hook-names.js";
import { meantHooksInput } from "../../../src/core/layers/meant-hooks.js";
import { observedPlace, type TreeName } from "../../../src/core/layers/task-inputs.js";

const entry = (path: string, kind: TreeName["kind"] = "file"): TreeName => {
	return { path, kind, mode: 0o100755, uid: 0, gid: 0, size: 1 };
};
const TREE = [
	...[entry("root.d", "folder"), entry("root.d/10-a"), entry("install.d", "folder"), entry("install.d/20-b")],
	...[entry("install.d/sub", "folder"), entry("environment.d/10-x"), entry("static/install.d/x"), entry("bin/tool")],
];
const meant = (opened: readonly string[], shared: readonly string[] = []) =>
	meantHooksInput(TREE, { opened, shared }).value;

test("hooks and folders of phases are told from all else of the hooks tree", () => {
	expect(TREE.filter(isHookName).map(({ path }) => path)).toEqual([
		"root.d",
		"root.d/10-a",
		"install.d",
		"install.d/20-b",
	]);
	expect(observedPlace(MEANT_HOOKS)).toEqual({ kind: "meant-hooks" });
});

test("texts mean the hooks that they name, and all of a phase whose folder they name", () => {
	expect(meant(["echo one"], ["data"])).toBe("");
	expect(meant(["test -e $hooks/20-b"])).toBe("install.d/20-b file 0755 0:0");
	expect(meant([], ["cat 10-a"])).toBe("root.d/10-a file 0755 0:0");
	const install = "install.d/*, install.d folder 0755 0:0, install.d/20-b file 0755 0:0";
	expect(meant(["hooks=$TMP_HOOKS_PATH/install.d"])).toBe(install);
	expect(meant([], ['ls "$TMP_HOOKS_PATH/install.d"/2*'])).toBe(install);
	expect(meant(["ls post-install.d"])).toBe("post-install.d/*");
	expect(meant([], ["phase: install.d"]), "a list of packages").toBe("");
	expect(meant(["for one in $TMP_HOOKS_PATH/${phase}.d/*"])).toContain("root.d/10-a");
	expect(meant(['test -d "$file.d"'])).toBe("");
});
