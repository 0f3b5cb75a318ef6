import type { KnownCause } from "../known-cause.js";

/** What apt and dpkg refuse to install. */
export const PACKAGE_CAUSES: readonly KnownCause[] = [
	{
		id: "package-not-found",
		title: "A package does not exist in this release.",
		patterns: [
			/Unable to locate package (?<PACKAGE>\S+)/,
			/Package '?(?<PACKAGE>[^\s']+)'? has no installation candidate/,
			/Couldn't find any package by (?:glob|regex) '(?<PACKAGE>[^']+)'/,
			/Couldn't find these debs: (?<PACKAGE>\S+)/,
			/No match for argument: (?<PACKAGE>\S+)/,
			/Unable to find a match: (?<PACKAGE>\S+)/,
			/^No package (?<PACKAGE>\S+) available/,
			/No package matches '(?<PACKAGE>[^']+)'/,
			/^No provider of '(?<PACKAGE>[^']+)' found/,
			/^Package '(?<PACKAGE>[^']+)' not found/,
			/'(?<PACKAGE>[^']+)' not found in package names/,
			/^error: target not found: (?<PACKAGE>\S+)/,
			/^ +(?<PACKAGE>\S+) \(no such package\)/,
			/there are no (?:ebuilds|binary packages) to satisfy "(?<PACKAGE>[^"]+)"/i,
			/All ebuilds that could satisfy "(?<PACKAGE>[^"]+)"/,
		],
		cure: [
			"Find its name in this release: apt-cache search WORD (dnf search, zypper search, pacman -Ss, apk search, emerge -s)",
			"Give it a name per release in the element's pkg-map, or leave it out with `when` or `not-arch`.",
			"If it lies in another component of Debian: diskwright build PROFILE --set DIB_DEBIAN_COMPONENTS=main,contrib,non-free",
		],
	},
	{
		id: "package-virtual",
		title: "The name stands for several packages, and none of them was chosen.",
		patterns: [/Package (?<PACKAGE>\S+) is a virtual package provided by/],
		rather: "package-not-found",
		cure: [
			"Name one of those that are listed there instead of PACKAGE.",
			"Where its name differs between releases: put it in the element's pkg-map.",
		],
	},
	{
		id: "package-held",
		title: "A package is held at its version, and what was asked for would change it.",
		patterns: [/Held packages were changed and -y was used/, /The following held packages will be changed/],
		cure: [
			"See which are held, in the tree: apt-mark showhold",
			"Let it go, in the hook before: apt-mark unhold PACKAGE",
			"Or ask for the version that is held: PACKAGE=VERSION",
		],
	},
	{
		id: "package-version-not-found",
		title: "A package does not exist in the version that was asked for.",
		patterns: [/Version '.*' for '.*' was not found/],
		cure: ["See which ones there are: apt-cache policy PACKAGE", "Ask for the package without a version."],
	},
	{
		id: "dependencies-unmet",
		title: "Packages need others that cannot be installed together.",
		patterns: [
			/you have held broken packages/,
			/have unmet dependencies/,
			/The following packages have unmet/,
			/^ *Problem: (?:conflicting requests|nothing provides|package .+ (?:requires|conflicts with))/,
			/nothing provides .+ needed by/,
			/^error: unresolvable package conflicts detected/,
			/^error: failed to prepare transaction \(could not satisfy dependencies\)/,
			/^:: unable to satisfy dependency/,
			/^ {4}(?:conflicts|breaks): \S/,
		],
		cure: [
			"Read what is above for the first name that is `not installable` or `not going to be installed`.",
			"Use one release for all sources: mixing bookworm and trixie ends here.",
			"See who holds what back: apt-mark showhold; cat /etc/apt/preferences.d/*",
		],
	},
	{
		id: "apt-locked",
		title: "Another package manager is at work in the same tree.",
		patterns: [/Could not get lock \/var\/lib/, /Unable to (?:acquire|lock) the (?:dpkg|administration|list)/],
		cure: [
			"On this host wait for it: systemctl stop unattended-upgrades, then try again",
			"In the image start no package manager in the background of a hook.",
		],
	},
	{
		id: "dpkg-interrupted",
		title: "An earlier run of dpkg was killed before it had finished.",
		patterns: [/dpkg was interrupted, you must manually run/],
		cure: ["Let it finish: dpkg --configure -a", "Retry the task that was killed: its changes are dropped first."],
	},
	{
		id: "package-files-clash",
		title: "Two packages bring the same file.",
		patterns: [/trying to overwrite '.*', which is also in package/],
		cure: ["Leave one of the two out, or take both from the same repository."],
	},
	{
		id: "configuration-file-asks",
		title: "A package asks what to do with a changed configuration file, and nobody can answer.",
		patterns: [/end of file on stdin at conffile prompt/],
		cure: [
			"Change the file after the package is installed: in post-install.d instead of pre-install.d.",
			"Keep yours: apt-get -o Dpkg::Options::=--force-confold install PACKAGE",
		],
	},
	{
		id: "package-script-failed",
		title: "The script that a package runs when it is installed failed.",
		patterns: [/subprocess returned error exit status \d+/],
		general: true,
		cure: [
			"Its own complaint is just above, and the script in the tree: /var/lib/dpkg/info/PACKAGE.postinst",
			"Run it again by hand: diskwright runs shell, then dpkg --configure PACKAGE",
		],
	},
	{
		id: "pip-externally-managed",
		title: "pip may not change the Python of the operating system.",
		patterns: [/externally-managed-environment/],
		cure: [
			"Install into an environment of its own: python3 -m venv /opt/NAME && /opt/NAME/bin/pip install PACKAGE",
			"Or take the distribution's package: apt-get install python3-NAME",
		],
	},
];
