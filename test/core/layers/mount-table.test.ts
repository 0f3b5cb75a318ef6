import { expect, test } from "vitest";
import { aliasesOf, hostMounts, mountChanges, parseMountTable } from "../../../src/core/layers/mount-table.js";

const TABLE = `22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/root rw
23 22 0:21 / /proc rw,nosuid - proc proc rw
40 22 0:44 / /home/a\\040b rw - tmpfs tmpfs rw,size=5k
41 22 254:1 /var/x /tmp/build/cache rw master:1 - ext4 /dev/root rw
`;

test("a table is read: escapes, bind mounts, any number of optional fields; nonsense is passed over", () => {
	const mounts = parseMountTable(`${TABLE}nonsense\n`);
	expect(mounts.map(({ point }) => point)).toEqual(["/", "/proc", "/home/a b", "/tmp/build/cache"]);
	expect(mounts[3]).toMatchObject({ id: 41, root: "/var/x", type: "ext4", device: "254:1" });
});

test("what was mounted, unmounted, remounted and replaced is told", () => {
	const before = parseMountTable(TABLE);
	const with_ = (text: string) => mountChanges(before, parseMountTable(text));
	expect(with_(TABLE)).toEqual([]);
	expect(with_(`${TABLE}50 22 0:60 / /x rw - tmpfs t rw\n`)).toEqual(["mounted /x (tmpfs)"]);
	expect(with_(TABLE.replace(/^40.*\n/m, ""))).toEqual(["unmounted /home/a b"]);
	expect(with_(TABLE.replace("254:1 / / rw", "254:1 / / ro"))).toEqual(["changed /"]);
	expect(with_(TABLE.replace("0:44 / ", "0:45 / "))).toEqual(["changed /home/a b"]);
});

test("host mounts are those with files of their own, not those below the build", () => {
	expect(hostMounts(parseMountTable(TABLE), ["/tmp/build"]).map(({ point }) => point)).toEqual(["/", "/home/a b"]);
	expect(hostMounts(parseMountTable(TABLE), ["/tmp/bui"]).map(({ point }) => point)).toContain("/tmp/build/cache");
});

test("a file has a name for every mount that shows it", () => {
	const [root, , , bind] = parseMountTable(TABLE);
	if (!root || !bind) throw new Error("not read");
	expect(aliasesOf("/var/x/a", [root, bind])).toEqual(["/tmp/build/cache/a", "/var/x/a"]);
	expect(aliasesOf("/tmp/build/cache/a", [root, bind])).toEqual(["/tmp/build/cache/a", "/var/x/a"]);
	expect(aliasesOf("/tmp/build/cache", [root, bind])).toEqual(["/tmp/build/cache", "/var/x"]);
	expect(aliasesOf("/", [root, bind])).toEqual(["/"]);
	expect(aliasesOf("/var/xy", [root, bind])).toEqual(["/var/xy"]);
});
