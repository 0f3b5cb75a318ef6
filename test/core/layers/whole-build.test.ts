import { expect, test } from "vitest";
import { WHOLE_BUILD, wholeBuildShown } from "../../../src/core/layers/whole-build.js";

test.each([
	"env",
	"env | sort >/x",
	"chroot $TARGET_ROOT env",
	"sudo -E /usr/bin/env >/x",
	"x=$(env)",
	"printenv >/x",
	"export -p",
	"declare -x >/x",
	"set >/x",
	"foo; set",
	'python3 -c "import os; print(dict(os.environ))"',
	"perl -e 'print %ENV'",
	"perl -e 'print $ENV{$name}'",
	"ruby -e 'puts ENV.to_h'",
	"ruby -e 'p ENV'",
	"awk 'BEGIN { for (x in ENVIRON) print x }'",
	"cat /proc/self/environ",
	"for x in ${!DIB_@}; do",
])("who runs %j is told all variables", (text) => {
	expect(wholeBuildShown(`#!/bin/bash\nset -eu\n${text}\n`)).toEqual(WHOLE_BUILD);
});

test.each([
	"echo x",
	"set -o pipefail",
	"export A=1 B",
	"declare -a list=()",
	"# the environment",
	"os.environ.get('DIB_RELEASE')",
	'SUBSYSTEM=="tty", ENV{SYSTEMD_WANTS}+="getty@$name.service"',
	"virtualenv /x",
	"for program in date env find; do",
	". /tmp/in_target.d/environment.d/10-x",
	'SUBSYSTEM=="tty", ENV{ID_MODEL}=="x", RUN+="/bin/y"',
])("who runs %j is told none of the whole build's", (text) => {
	expect(wholeBuildShown(`#!/usr/bin/env bash\nset -eu\n${text}\n`)).toEqual([]);
});

test("a name counts where it stands, in a program too", () => {
	expect(wholeBuildShown("echo $DIB_ARGS >/x")).toEqual(["DIB_ARGS"]);
	expect(wholeBuildShown("\x7fELF\0env\0IMAGE_NAME\0")).toEqual(["IMAGE_NAME"]);
});
