import type { KnownCause } from "../known-cause.js";

/** Hooks and the programs they call. */
export const SCRIPT_CAUSES: readonly KnownCause[] = [
	{
		id: "windows-line-ends",
		title: "A script was saved with the line ends of Windows.",
		patterns: [
			/Its lines end with carriage returns/,
			/\$'\\r': command not found/,
			/\^M: bad interpreter/,
			/bash\\r'?: No such file/,
		],
		cure: ["Convert it: sed -i 's/\\r$//' FILE", "Keep it so: echo '* text eol=lf' >>.gitattributes"],
	},
	{
		id: "interpreter-missing",
		title: "The first line of a script names a program that is not there.",
		patterns: [
			/Its first line asks for .*, which does not exist/,
			/cannot execute: required file not found/,
			/bad interpreter: No such file or directory/,
			/\/usr\/bin\/env: .*: No such file or directory/,
		],
		general: true,
		cure: [
			"Correct the line: #!/bin/bash, #!/usr/bin/python3",
			"Or install the program in an earlier phase: package-installs.yaml with `phase: pre-install.d`",
		],
	},
	{
		id: "not-executable",
		title: "A script or program may not be executed.",
		patterns: [/: Permission denied$/, /cannot execute: Permission denied/],
		exitCodes: [126],
		cure: [
			"Make it executable, and tell git: chmod +x FILE; git update-index --chmod=+x FILE",
			"If it is already: the file system may be mounted noexec: findmnt -T FILE",
		],
	},
	{
		id: "foreign-architecture",
		title: "A program is made for another processor, and this host has no emulator for it.",
		patterns: [/Exec format error/],
		cure: [
			"Name the architecture that the programs are made for (-a), so that the build brings their emulator",
			"diskwright doctor shows under Architectures what can be built here, and what the host lacks",
		],
	},
	{
		id: "variable-missing",
		title: "An element needs a variable that is not set.",
		patterns: [
			/^It needs the variable (?<NAME>\w+), /,
			/\b(?<NAME>DIB_\w+): (?:unbound variable|parameter (?:null or )?not set)/,
			/(?<NAME>DIB_\w+) (?:must be|is not) (?:set|defined)/i,
		],
		cure: [
			"Set it: diskwright build PROFILE --set NAME=VALUE, or under `variables:` in the profile",
			"Its meaning is in the README.rst of the element.",
		],
	},
	{
		id: "variable-unbound",
		title: "A script reads a variable that nobody has set.",
		patterns: [/: (?<NAME>[A-Za-z_]\w*): (?:unbound variable|parameter (?:null or )?not set)$/, /: unbound variable$/],
		general: true,
		cure: [
			"Give it a default in the script: ${NAME:-}",
			"Or export it: a file in environment.d of the element is read before every hook.",
		],
	},
	{
		id: "command-not-found",
		title: "A script calls a program that is not installed.",
		patterns: [/: command not found$/, /: not found$/, /executable file not found in \$PATH/],
		exitCodes: [127],
		general: true,
		cure: [
			"See which package brings it: apt-file search bin/NAME",
			"In the image: add it to the element's package-installs.yaml; for hooks outside: diskwright doctor --fix",
		],
	},
	{
		id: "python-module-missing",
		title: "A Python program lacks one of its modules.",
		patterns: [/ModuleNotFoundError: No module named/, /ImportError: No module named/],
		cure: [
			"Install it: apt-get install python3-NAME (yaml is python3-yaml)",
			"See which Python it runs under: head -1 FILE",
		],
	},
	{
		id: "python2-script",
		title: "A script is written for Python 2 and run by Python 3.",
		patterns: [/SyntaxError: Missing parentheses in call to 'print'/],
		cure: ["Convert it: 2to3 -w FILE", "Look for a newer version of the element: Python 2 is gone since Debian 12."],
	},
	{
		id: "systemctl-without-systemd",
		title: "A hook starts a service, but no systemd runs in an image that is being built.",
		patterns: [/System has not been booted with systemd/],
		cure: [
			"Only enable it, it starts with the image: systemctl enable NAME",
			"Do what needs it at the first boot: a oneshot unit, or cloud-init.",
		],
	},
	{
		id: "user-exists",
		title: "A user or group is made for the second time.",
		patterns: [/user(?:add|mod)?: (?:The )?user '?[^']*'? already exists/i, /group '?[^']*'? already exists/i],
		cure: [
			"Ask first: getent passwd NAME >/dev/null || useradd -m NAME",
			"See which other element makes it: grep -r useradd ELEMENTS",
		],
	},
];
