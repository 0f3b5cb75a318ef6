import type { Decision } from "../../../src/core/run/events.js";
import type { Doing, PlayedTask, Shape } from "./shape.js";

/** Builds that went every way a build can go. */
export const SHAPES = {
	/** Every stage, everything fine. */
	success: shape("success", "debian-vm", ordinaryTasks()),
	/** A hook fails and the build is stopped. */
	failure: shape("failure", "web-server", failing(ordinaryTasks(), "install/50-cloud-init", ["stop"])),
	/** A hook fails twice and succeeds when it was mended. */
	retries: shape("retries", "web-server", failing(ordinaryTasks(), "install/50-cloud-init", ["retry", "retry"])),
	/** One hook, over in a second, that fails once. */
	mended: shape("mended", "tiny", [{ ...task("install/10-app", "app", 1, ["one", "two"]), failures: ["retry"] }]),
	/** A hook fails and is left out. */
	skipped: shape("skipped", "web-server", failing(ordinaryTasks(), "post-install/10-kernel", ["skip"])),
	/** More tasks than rows, each with a line or two. */
	many: shape("many", "everything", manyTasks(300)),
	/** Output that is hard to draw. */
	wide: shape("wide", "名前-é", wideTasks()),
	/** Lines that replace themselves, and what the engine tells of its progress. */
	progress: shape("progress", "download", progressTasks()),
} as const satisfies Record<string, Shape>;

/** What a loud build does. */
export interface Loudness {
	readonly already: number;
	/** Lines a second. */
	readonly rate: number;
	readonly seconds: number;
	/** What comes after the loud task takes no time. */
	readonly brief: boolean;
}

/** A build that logs `already` lines in no time, and then in the same task `rate` lines a second for `seconds`. */
export function loudShape({ already, rate, seconds, brief }: Loudness): Shape {
	const doings = function* (): Iterable<Doing> {
		let line = 0;
		const lines = (count: number) => {
			let text = "";
			for (const end = line + count; line < end; line += 1) text += `${loudLine(line + 1)}\n`;
			return text;
		};
		while (line < already) yield lines(Math.min(10_000, already - line));
		for (let tick = 1; tick <= seconds * TICKS; tick += 1) {
			yield { wait: 1000 / TICKS };
			yield lines(Math.floor((tick * rate) / TICKS) + already - line);
		}
	};
	const tasks = ordinaryTasks();
	const place = tasks.findIndex(({ id }) => id === LOUD);
	return shape("loud", "debian-vm", [
		...tasks.slice(0, place).map(atOnce),
		{ id: LOUD, element: "package-installs", doings },
		...tasks.slice(place + 1).map((task) => (brief ? atOnce(task) : task)),
	]);
}

/** The text of a line of a loud build, by its number from 1. */
export function loudLine(number: number): string {
	const text = [
		`Unpacking libexample${number % 97}:amd64 (1.${number % 10}.4-1+deb12u1) ...`,
		`Setting up example-tools-${number % 31} (252.30-1~deb12u2) ...`,
		`Processing triggers for man-db (2.11.2-2) after a while of doing nothing that anybody could see ...`,
		`+ install -m 0755 -D /tmp/in_target.d/bin/example /usr/local/bin/example-${number % 7}`,
	][number % 4];
	return `${text} line ${number}`;
}

const TICKS = 50;
const LOUD = "install/01-package-installs";

/** A task that takes no time. */
function atOnce(task: PlayedTask): PlayedTask {
	return { ...task, doings: () => [...task.doings()].filter((doing) => typeof doing === "string" || "tell" in doing) };
}

function shape(name: string, image: string, tasks: readonly PlayedTask[]): Shape {
	const elements = new Set(tasks.flatMap(({ element }) => (element ? [element] : [])));
	return { name, image, elements: [...elements].sort(), tasks };
}

function failing(tasks: readonly PlayedTask[], id: string, failures: readonly Decision[]): PlayedTask[] {
	if (!tasks.some((task) => task.id === id)) throw new Error(`no task ${id}`);
	return tasks.map((task) => (task.id === id ? { ...task, failures } : task));
}

/** A task that prints lines over some seconds. */
function task(
	id: PlayedTask["id"],
	element: string | undefined,
	seconds: number,
	lines: readonly string[],
): PlayedTask {
	const doings = function* (): Iterable<Doing> {
		for (const line of lines) {
			yield { wait: Math.round((seconds * 1000) / lines.length) };
			yield `${line}\n`;
		}
	};
	return { id, doings, ...(element ? { element } : {}) };
}

function ordinaryTasks(): PlayedTask[] {
	const packages = Array.from({ length: 120 }, (_, index) => [
		`Unpacking libexample${index}:amd64 (1.2.${index}-1) ...`,
		`Setting up libexample${index}:amd64 (1.2.${index}-1) ...`,
	]).flat();
	return [
		task("prepare/hooks", undefined, 1, ["collecting the hooks of 9 elements"]),
		task("root/08-debootstrap", "debian-minimal", 72, ["I: automatically chosen mode: root", ...packages.slice(0, 90)]),
		task("root/50-shared-apt-cache", "dpkg", 1, ["+ mount --bind /var/cache/apt"]),
		task("extra-data/10-keys", "devuser", 2, ["copied 1 key"]),
		task("pre-install/00-dns", "dpkg", 1, ["+ cp /etc/resolv.conf"]),
		task("pre-install/02-package-lists", "dpkg", 8, ["Get:1 bookworm InRelease", "Reading package lists..."]),
		task("install/01-package-installs", "package-installs", 80, packages),
		task("install/50-cloud-init", "cloud-init", 12, [
			"+ systemctl enable cloud-init.service",
			"W: Possible missing firmware /lib/firmware/ast_dp501_fw.bin for module ast",
			"Created symlink /etc/systemd/system/cloud-init.target.wants/cloud-init.service",
		]),
		task("post-install/10-kernel", "vm", 21, ["update-initramfs: Generating /boot/initrd.img-6.1.0-27-amd64"]),
		task("block-device/10-mbr", "block-device-mbr", 1, ["one partition"]),
		task("disk/partition", undefined, 1, ["sfdisk: 1 partition"]),
		task("finalise/51-bootloader", "bootloader", 38, [
			"Installing for i386-pc platform.",
			"Installation finished. No error reported.",
		]),
		task("cleanup/99-clean-up-cache", "dpkg", 2, ["+ rm -rf /var/cache/apt/archives"]),
		task("output/qcow2", undefined, 41, ["qemu-img convert", "318 MiB"]),
	];
}

function manyTasks(count: number): PlayedTask[] {
	const stages = ["root", "extra-data", "pre-install", "install", "post-install", "finalise", "cleanup"] as const;
	return stages.flatMap((stage, place) =>
		Array.from({ length: Math.ceil(count / stages.length) }, (_, index) => {
			const number = String(index + 10).padStart(2, "0");
			const element = `element-with-a-long-name-${(place * 7 + index) % 40}`;
			return task(`${stage}/${number}-${element}`, element, 1, [`hook ${index} of ${stage}`, "done"]);
		}),
	);
}

function wideTasks(): PlayedTask[] {
	return [
		task("install/10-wide", "wide", 4, [
			"パッケージを展開しています... 完了",
			"설정 파일을 읽는 중 · 正在设置 base-files (12.4+deb12u8)",
			"cafe\u0301 nai\u0308ve Å A\u030a",
			"🚀 deploy 👩‍💻 family 👨‍👩‍👧 flag 🇩🇪",
			`${"一二三四五六七八九十".repeat(40)} the end`,
			`${"x".repeat(9000)} longer than a line may be`,
		]),
		task("install/20-controls", "wide", 4, [
			"\u001b[1;31merror\u001b[0m in colour \u001b]0;a title\u0007 and a title",
			"a\tb\tc\ttabs",
			"\u001b[2J\u001b[3J\u001b[Hclear the screen \u001b[?1049l",
			"bell \u0007 backspace \b\b null \u0000 del \u007f c1 \u009b2J",
			"right to left: \u202eabc\u202c, zero width: a\u200bb, non-breaking:\u00a0blank",
		]),
		{
			id: "install/30-broken",
			element: "wide",
			doings: () => ["half of a line", { wait: 500 }, " and the rest\nno line end at the end: 未完"],
		},
	];
}

function progressTasks(): PlayedTask[] {
	const total = 64 * 2 ** 20;
	return [
		{
			id: "root/10-fetch",
			element: "cache-url",
			doings: function* () {
				for (let percent = 0; percent <= 100; percent += 1) {
					yield { wait: 100 };
					yield `\r${String(percent).padStart(3)}% [${"=".repeat(percent / 4).padEnd(25)}] 12.3 MB/s`;
				}
				yield "\nsaved\r\nprogress 1\rprogress 2\rprogress 3\n";
			},
		},
		{
			id: "output/qcow2",
			doings: function* () {
				for (let part = 0; part <= 20; part += 1) {
					yield { wait: 250 };
					yield {
						tell: {
							type: "progress",
							task: "output/qcow2",
							label: "writing",
							current: (total * part) / 20,
							total,
							unit: "bytes",
						},
					};
				}
				yield { tell: { type: "warning", code: "slow-disk", message: "the disk is slow", hint: "Use another one." } };
				yield "64 MiB\n";
			},
		},
	];
}
