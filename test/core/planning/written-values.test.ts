import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Element } from "../../../src/core/element/element.js";
import { parseElementMeta } from "../../../src/core/element/element-meta.js";
import { assertWritable } from "../../../src/core/planning/written-values.js";

const ELEMENTS = resolve(import.meta.dirname, "../../../elements");
/** Our own elements, as far as the check looks at them. */
const OURS = readdirSync(ELEMENTS).map((name): Element => {
	const file = join(ELEMENTS, name, "element.yaml");
	const meta = parseElementMeta(readFileSync(file, "utf8"), file);
	return { name, path: join(ELEMENTS, name), collection: ELEMENTS, deps: [], provides: [], files: {}, dirs: {}, meta };
});
const check = (env: Record<string, string>, elements = OURS) => assertWritable(elements, env, () => false);

describe("values that our elements write into files of other programs", () => {
	test.each([
		["DIB_BOOTLOADER_DEFAULT_CMDLINE", "quiet\nGRUB_DEVICE=x", "the kernel's command line"],
		["DIB_BOOTLOADER_SERIAL_CONSOLE", "ttyS0 quiet", "the kernel's command line"],
		["DIB_BOOTLOADER_VIRTUAL_TERMINAL", "tty0;x", "the kernel's command line"],
		["DIB_GRUB_TIMEOUT", "5; reboot", "/etc/default/grub"],
		["DIB_GRUB_TIMEOUT_STYLE", "$(id)", "/etc/default/grub"],
		["DIB_CLOUD_INIT_DATASOURCES", "NoCloud ]: x", "cloud-init's YAML"],
		["DIB_CLOUD_INIT_ETC_HOSTS", "true\nruncmd: [x]", "cloud-init's YAML"],
		["DIB_DEBOOTSTRAP_DEFAULT_LOCALE", "en_US UTF-8", "/etc/default/locale"],
		["DIB_DHCP_TIMEOUT", "30/g;e id", "a systemd unit"],
		["DIB_DHCP_CLIENT", "dhclient & x", "a systemd unit"],
		["DIB_NETWORK_INTERFACE_NAMES", "../../eth0", "/etc/network/interfaces.d"],
		["DIB_DEV_USER_USERNAME", "me,you", "sudo's rules"],
		["DIB_DEV_USER_SHELL", "bash", "/etc/passwd"],
		["http_proxy", 'http://p:3128"; x', "the package manager's settings"],
		["https_proxy", "http://p:3128 x", "the package manager's settings"],
	])("%s=%j is refused before the build", (name, value, into) => {
		expect(() => check({ [name]: value })).toThrow(expect.objectContaining({ code: "unwritable-value" }));
		expect(() => check({ [name]: value })).toThrow(into);
		expect(() => check({ [name]: value }, []), "what other elements do with it is theirs").not.toThrow();
	});

	test("what people write is taken", () => {
		const usual = {
			...{ DIB_BOOTLOADER_DEFAULT_CMDLINE: 'nofb dyndbg="file x +p" net.ifnames=0', DIB_GRUB_TIMEOUT: "-1" },
			...{ DIB_BOOTLOADER_SERIAL_CONSOLE: "ttyS0,115200n8", DIB_BOOTLOADER_VIRTUAL_TERMINAL: "" },
			...{ DIB_CLOUD_INIT_DATASOURCES: "ConfigDrive, OpenStack,None", DIB_CLOUD_INIT_ETC_HOSTS: "localhost" },
			...{ DIB_DEBOOTSTRAP_DEFAULT_LOCALE: "de_DE.UTF-8@euro", DIB_DHCP_TIMEOUT: "300", DIB_DHCP_CLIENT: "dhclient" },
			...{ DIB_NETWORK_INTERFACE_NAMES: "eth0 enp1s0:1 bond0.7", DIB_DEV_USER_USERNAME: "Me_2.x-y$" },
			...{ DIB_DEV_USER_SHELL: "/bin/bash", http_proxy: "http://me:p%20w@proxy:3128/", https_proxy: "" },
		};
		expect(() => check(usual)).not.toThrow();
	});
});
