import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../support/elements.js";
import { ELEMENTS } from "../hook-root.js";

/** Runs a script in a shell that knows the functions of fragments, as /init does: without `set -e`. */
function fragment(script: string) {
	const text = `source ${join(ELEMENTS, "ramdisk-base/extra-data.d/scripts/d/init-func")}\n${script}`;
	const { status, stdout } = spawnSync("bash", ["-c", text], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
	return `${status} ${stdout}`;
}

describe("the functions of init fragments", () => {
	it("read parameters", () => {
		const file = join(temporaryFolder(), "parameters");
		writeFileSync(file, "quiet BOOTIF=01-aa ip=1.2.3.4:5.6.7.8\nempty= disk=sda,vda\n");
		const read = (name: string) => fragment(`find_parameter_from_file ${name} ${file}`);
		expect(["BOOTIF", "ip", "disk", "quiet", "empty"].map(read)).toEqual([
			...["0 01-aa\n", "0 1.2.3.4:5.6.7.8\n", "0 sda,vda\n", "0 \n", "0 \n"],
		]);
		expect(["boot", "dis", "isk"].map(read)).toEqual(["1 ", "1 ", "1 "]);
		expect(fragment("get_kernel_parameter no-such-parameter")).toBe("0 ");
	});

	it.each([
		["sda1", "/dev/sda"],
		["/dev/vdb", "/dev/vdb"],
		["xvda12", "/dev/xvda"],
		["nvme0n1p2", "/dev/nvme0n1"],
		["nvme0n1", "/dev/nvme0n1"],
		["/dev/mmcblk1p3", "/dev/mmcblk1"],
		["cciss/c0d0p1", "/dev/cciss/c0d0"],
	])("know the disk of %s", (name, disk) => {
		expect(fragment(`whole_disk_name ${name}`)).toBe(`0 ${disk}\n`);
	});

	it("name partitions", () => {
		const script = "for disk in sda /dev/nvme0n1 mmcblk0; do partition_name $disk 2; done; partition_name tape 1";
		expect(fragment(script)).toBe("1 /dev/sda2\n/dev/nvme0n1p2\n/dev/mmcblk0p2\n\n");
	});

	it("find the first disk of a list", () => {
		const script = 'partition_exists() { [ "$1" = /dev/vda ]; }; find_disk sda,vda,vdb; find_disk sda,tape';
		expect(fragment(script)).toBe("1 /dev/vda\n");
	});

	it("repeat a command until it succeeds, or give up", () => {
		expect(fragment('n=0; wait_for 5 0 "((++n == 3))"; echo $? $n; wait_for 2 0 false; echo $?')).toBe("0 0 3\n1\n");
	});

	it("keep the first error for the server, encoded", () => {
		expect(fragment('err_msg "no disk: a&b/c"; err_msg second; echo "$FIRST_ERR_MSG"')).toBe(
			"0 no disk: a&b/c\nsecond\nno+disk+abc\n",
		);
	});

	it("offer a shell, and go on when nobody asks for it", () => {
		expect(fragment("troubleshoot; echo on")).toBe(
			"0 Troubleshooting required, press t to launch shell...........\non\n",
		);
		expect(fragment("start_shell() { echo shell; }; TROUBLESHOOT=1 troubleshoot")).toBe(
			"0 Starting troubleshooting shell.\nshell\n",
		);
	});
});
