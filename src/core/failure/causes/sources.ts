import type { KnownCause } from "../known-cause.js";

/** Package archives, repositories and files out of caches. */
export const SOURCE_CAUSES: readonly KnownCause[] = [
	{
		id: "release-expired",
		title: "The mirror has not been updated for a long time.",
		patterns: [/Release file for .* is expired/],
		cure: [
			"Take another mirror: diskwright build PROFILE --mirror URL",
			"See that this host's clock is right: date -u",
			"For a release without updates take a mirror that keeps its signatures fresh: diskwright build PROFILE --mirror URL",
		],
	},
	{
		id: "clock-wrong",
		title: "The clock of this host is behind the mirror's.",
		patterns: [/Release file for .* is not valid yet/, /certificate is not yet valid/i],
		cure: ["Set it: timedatectl set-ntp true, or date -s '2026-01-31 12:00'"],
	},
	{
		id: "signing-key-missing",
		title: "An archive is signed with a key that is not installed.",
		patterns: [
			/NO_PUBKEY/,
			/Release signed by unknown key/,
			/(?:keyring|key) file .* (?:not found|does not exist|cannot be read)/i,
		],
		cure: [
			"For the release itself: apt-get install debian-archive-keyring (ubuntu-keyring), or set DIB_APT_KEYRING=FILE",
			"For an archive of others: put the key with the id that is named into the folder of DIB_ADD_APT_KEYS",
		],
	},
	{
		id: "release-not-found",
		title: "The mirror does not have this release.",
		patterns: [
			/does not have a Release file/,
			/Failed getting release file/,
			/No such script: \/usr\/share\/debootstrap\/scripts\//,
			/Unknown (?:suite|release|distribution)\b/i,
		],
		cure: [
			"Correct its name: diskwright build PROFILE --release trixie",
			"Old releases move to an archive: diskwright build PROFILE --mirror URL",
			"A new one may need a newer debootstrap on this host: apt-get install debootstrap",
		],
	},
	{
		id: "no-archive-answered",
		title: "What answers is not an archive: a page to log in at, a proxy's or a firewall's answer, or a wrong address.",
		patterns: [
			/Clearsigned file isn't valid, got '(?:NODATA|NOSPLIT)'/,
			/does the network require authentication\?/,
			/Splitting up .*InRelease into data and signature failed/,
		],
		cure: [
			"Look at the answer: curl -sSL URL/dists/SUITE/InRelease | head",
			"Log in to the network, or name its proxy: diskwright build PROFILE --proxy http://HOST:PORT",
			"Take another mirror: diskwright build PROFILE --mirror URL",
		],
	},
	{
		id: "repository-unsigned",
		title: "An archive has no signature that can be checked.",
		patterns: [/The repository '.*' is not signed/],
		general: true,
		cure: [
			"The lines above may say why its InRelease file could not be fetched.",
			"Look at what its server answers: curl -sSL URL/dists/SUITE/InRelease | head",
			"An archive of your own: sign it, and put its key into the folder of DIB_ADD_APT_KEYS",
		],
	},
	{
		id: "hash-sum-mismatch",
		title: "The mirror was changed while it was read, or a proxy keeps an old copy.",
		patterns: [/Hash Sum mismatch/i, /File has unexpected size/],
		cure: [
			"Try again in some minutes.",
			"Take another mirror: diskwright build PROFILE --mirror URL",
			"Ask past the proxy: apt-get -o Acquire::http::No-Cache=true update",
		],
	},
	{
		id: "index-outdated",
		title: "The mirror has a newer package than the index knows.",
		patterns: [/Failed to fetch \S+\.deb\s+404/, /Unable to fetch some archives, maybe run apt-get update/],
		cure: [
			"Fetch the index again before installing: apt-get update in a hook of pre-install.d",
			"Do not build --offline or out of an old cached tree.",
		],
	},
	{
		id: "sources-malformed",
		title: "A line of the apt sources is not valid.",
		patterns: [/Malformed (?:entry|line|stanza) \d+ in/, /The list of sources could not be read/],
		cure: [
			"One line is: deb URL SUITE COMPONENT…",
			"Look at the file that is named above, or at DIB_APT_SOURCES and DIB_APT_SOURCES_CONF.",
		],
	},
	{
		id: "cache-corrupt",
		title: "A file in a cache is damaged.",
		patterns: [
			/Unexpected EOF in archive/,
			/not in gzip format/,
			/This does not look like a tar archive/,
			/Compressed data is corrupt|File format not recognized/,
			/Can't find a valid SQUASHFS superblock/,
		],
		cure: ["Remove it, it is fetched again: rm ~/.cache/image-create/FILE"],
	},
	{
		id: "checksum-mismatch",
		title: "A download is not the file that was asked for.",
		patterns: [/computed checksums? did NOT match/, /checksum (?:mismatch|does not match)/i],
		cure: [
			"Try again in some minutes: the server may be in the middle of an update.",
			"If it lies in the cache, remove it, it is fetched again: rm ~/.cache/image-create/FILE",
			"If it has been renewed on purpose, take the new checksum from its publisher.",
		],
	},
	{
		id: "git-reference-missing",
		title: "A repository does not have this branch, tag or commit.",
		patterns: [
			/Remote branch .* not found in upstream/,
			/couldn't find remote ref/i,
			/did not match any file\(s\) known to git/,
			/reference is not a tree/,
		],
		cure: ["See which ones there are: git ls-remote URL", "Set the right one: DIB_REPOREF_NAME=BRANCH"],
	},
	{
		id: "git-login-required",
		title: "A repository asks for a name and a password.",
		patterns: [/could not read (?:Username|Password) for/, /Authentication failed for 'http/],
		cure: [
			"It may be misspelt: servers ask so for what does not exist. DIB_REPOLOCATION_NAME=URL",
			"For a private one use a token of the caller: git config --global credential.helper store",
		],
	},
	{
		id: "git-repository-missing",
		title: "There is no repository at this address.",
		patterns: [/fatal: repository '.*' (?:not found|does not exist)/, /does not appear to be a git repository/],
		cure: ["Try it: git ls-remote URL", "Set the right one: DIB_REPOLOCATION_NAME=URL"],
	},
	{
		id: "git-dubious-ownership",
		title: "git refuses a repository that belongs to another user.",
		patterns: [/detected dubious ownership in repository/],
		cure: [
			"See whose it is, and whether you trust them: ls -ld FOLDER",
			"Yours: trust it in the hook, git -c safe.directory=FOLDER …",
		],
	},
	{
		id: "host-key-unknown",
		title: "ssh does not know the server.",
		patterns: [/Host key verification failed/],
		cure: ["Learn its key, compare it with the published one: ssh-keyscan SERVER >>~/.ssh/known_hosts"],
	},
	{
		id: "key-refused",
		title: "The server takes none of your ssh keys.",
		patterns: [/Permission denied \([a-z,-]*publickey/],
		cure: [
			"Offer the right one: ssh-add ~/.ssh/KEY; under sudo keep the agent: sudo -E",
			"Or fetch over https: DIB_REPOLOCATION_NAME=https://…",
		],
	},
	{
		id: "private-key-too-open",
		title: "ssh refuses a private key that others may read.",
		patterns: [/UNPROTECTED PRIVATE KEY FILE/, /Load key .*: bad permissions/],
		cure: ["Keep it to yourself: chmod 600 FILE"],
	},
];
