import { dirname, resolve } from "node:path";

/** A user who is not root. */
export const NOBODY = 65534;

const PROJECT = resolve(import.meta.dirname, "../..");

/** Node and this project may lie in a home that only its owner enters: there an open folder takes its place, with them in it. */
const OPEN = `
closed() {
	local path=$1 found=
	while [ "$path" != / ]; do
		case $(stat -c %A "$path") in *[xt]) ;; *) found=$path ;; esac
		path=$(dirname "$path")
	done
	echo "$found"
}
project=$1 node=$2
shift 2
home=$(closed "$project")
[ -n "$home" ] || home=$(closed "$node")
if [ -n "$home" ]; then
	mount -t tmpfs -o mode=755 none /mnt
	mkdir /mnt/project /mnt/node
	mount --bind "$project" /mnt/project
	mount --bind "$node" /mnt/node
	mount -t tmpfs -o mode=755 none "$home"
	for path in "$project project" "$node node"; do
		case $path in "$home"/*) mkdir -p "\${path% *}" && mount --bind "/mnt/\${path##* }" "\${path% *}" ;; esac
	done
fi
exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups -- "$@"
`;

/** What a command is put behind to run as that user, who can read this project wherever it lies. */
export const AS_NOBODY: readonly string[] = [
	...["unshare", "--mount", "--propagation", "private", "bash", "-euc", OPEN, "as-nobody"],
	...[PROJECT, dirname(process.execPath)],
];
