import { expect, test } from "vitest";
import { pathsInEnvironment, pathsInText } from "../../../src/core/layers/named-paths.js";

const environment = { HOME: "/home/me", KEYS: "/srv/keys", MODE: "fast", LIST: "/a:/b/c", IMAGE_NAME: "/out/image" };
const OPTIONS = { environment, directory: "/work" };

test.each<[text: string, paths: readonly string[], folders?: readonly string[]]>([
	["[ -e /etc/flag ]", ["/etc/flag"]],
	['if [ -f "$KEYS/one.gpg" ]; then', ["/srv/keys/one.gpg"]],
	["test -d ${KEYS}/../other/./x", ["/srv/other/x"]],
	["source ~/.settings || true", ["/home/me/.settings"]],
	["source ./lib/x", ["/work/lib/x"]],
	["[ -e flag ]", ["/work/flag"]],
	["cat ${UNSET:-/etc/default}/x", ["/etc/default/x"]],
	["rc=${WGETRC:-${HOME:-/root}/.wgetrc}", ["/home/me/.wgetrc", "/root/.wgetrc"]],
	["dir=/opt/$MODE; ls $dir/tool", ["/opt/fast/tool"]],
	["for one in a b; do test -e /srv/$one.conf; done", ["/srv/a.conf", "/srv/b.conf"]],
	['gpg "--keyring=/usr/share/keys.gpg"', ["/usr/share/keys.gpg"]],
	["test -e /srv/$1/x", ["/srv"], ["/srv"]],
	["ls /srv/data/*.conf", ["/srv/data"], ["/srv/data"]],
	["cat /lib/modules/$(uname -r)/x", ["/lib/modules"], ["/lib/modules"]],
	["curl https://me:word@host/etc/x file:///srv/y", ["/srv/y"]],
	["mount -t proc none /mnt", ["/work/none", "/work/proc", "/mnt"]],
])("%s names %j", (text, paths, folders = []) => {
	const named = pathsInText(text, OPTIONS);
	expect([...named.paths]).toEqual(expect.arrayContaining([...paths]));
	expect([...named.folders]).toEqual(expect.arrayContaining([...folders]));
});

test("addresses are no paths: they may hold a login", () => {
	const address = { MIRROR: "http://me:word@host/debian", HOME: "/h" };
	const options = { environment: address, directory: "/work" };
	const named = [pathsInText("curl $MIRROR/dists $MIRROR", options), pathsInEnvironment(options)];
	expect(named.flatMap(({ paths }) => [...paths]).join(" ")).not.toMatch(/word|host|debian/);
});

test("a word that becomes very many is cut, and anything there counts", () => {
	const lists = ["a", "b", "c"].map((name) => `for ${name} in 1 2 3 4 5 6 7 8 9; do`).join("\n");
	const { paths, folders } = pathsInText(`${lists}\ntest -e /x/$a$b$c`, OPTIONS);
	expect(paths.size).toBeLessThan(100);
	expect(folders).toContain("/x");
});

test("values of variables name paths, lists of places folders; what the image is called does not", () => {
	const { paths, folders } = pathsInEnvironment({ ...OPTIONS, environment: { ...environment, PATH: "/bin:/opt/bin" } });
	expect([...paths].sort()).toEqual(["/a", "/b/c", "/bin", "/home/me", "/opt/bin", "/srv/keys"]);
	expect([...folders]).toEqual(["/bin", "/opt/bin"]);
});
