import type { Element } from "../element/element.js";
import { UserError } from "../errors.js";

/** A value that an element of ours writes into a file of another program. */
interface WrittenValue {
	/** What that program can read. */
	readonly pattern: RegExp;
	/** Which file, and of which program. */
	readonly into: string;
	/** What to write, with an example. */
	readonly next: string;
}

const WORD = "letters, digits, dots and dashes";

/** Where nothing could quote the value, or hardly anybody means what quoting would keep. */
const WRITTEN: Readonly<Record<string, WrittenValue>> = {
	DIB_BOOTLOADER_DEFAULT_CMDLINE: {
		pattern: /^[^\n\r]*$/,
		into: "the kernel's command line",
		next: "Write it in one line: nofb quiet",
	},
	DIB_BOOTLOADER_SERIAL_CONSOLE: {
		pattern: /^[\w.,/-]*$/,
		into: "the kernel's command line",
		next: "Name the device and its speed: ttyS0,115200",
	},
	DIB_BOOTLOADER_VIRTUAL_TERMINAL: {
		pattern: /^[\w.,/-]*$/,
		into: "the kernel's command line",
		next: "Name the device: tty0",
	},
	DIB_GRUB_TIMEOUT: { pattern: /^-?\d*(?:\.\d+)?$/, into: "/etc/default/grub", next: "Give it seconds: 5" },
	DIB_GRUB_TIMEOUT_STYLE: { pattern: /^[\w-]*$/, into: "/etc/default/grub", next: "Use menu, countdown or hidden." },
	DIB_CLOUD_INIT_DATASOURCES: {
		pattern: /^[\w\s,.-]*$/,
		into: "a list in cloud-init's YAML",
		next: "Separate names by commas: ConfigDrive, OpenStack",
	},
	DIB_CLOUD_INIT_ETC_HOSTS: {
		pattern: /^[\w.-]*$/,
		into: "cloud-init's YAML",
		next: "Use localhost, template, true or false.",
	},
	DIB_DEBOOTSTRAP_DEFAULT_LOCALE: {
		pattern: /^[\w.@-]*$/,
		into: "/etc/default/locale",
		next: "Name one locale: en_US.UTF-8",
	},
	DIB_DHCP_TIMEOUT: { pattern: /^\d*$/, into: "a systemd unit", next: "Give it whole seconds: 30" },
	DIB_DHCP_CLIENT: { pattern: /^[\w./-]*$/, into: "a systemd unit", next: `Name a program with ${WORD}: dhclient` },
	DIB_NETWORK_INTERFACE_NAMES: {
		pattern: /^(?!.*\.\.)[\w\s.@:-]*$/,
		into: "/etc/network/interfaces.d",
		next: "Separate names of interfaces by blanks: eth0 eth1",
	},
	DIB_DEV_USER_USERNAME: {
		pattern: /^(?:[A-Za-z_][\w.-]*\$?)?$/,
		into: "/etc/passwd and sudo's rules",
		next: `Begin with a letter and go on with ${WORD}: devuser`,
	},
	DIB_DEV_USER_SHELL: { pattern: /^(?:\/[^\s:]*)?$/, into: "/etc/passwd", next: "Give the whole path: /bin/bash" },
	http_proxy: {
		pattern: /^[^\s"\\;]*$/,
		into: "the package manager's settings",
		next: "Write it as http://proxy:3128.",
	},
	https_proxy: {
		pattern: /^[^\s"\\;]*$/,
		into: "the package manager's settings",
		next: "Write it as http://proxy:3128.",
	},
};

/**
 * Refuses values that an element of ours would write into a file which its program then cannot read, or reads as something
 * else. Only where the element says in element.yaml that it takes the variable. Throws UserError `unwritable-value`.
 */
export function assertWritable(
	elements: readonly Element[],
	environment: Readonly<Record<string, string>>,
	isSecret: (name: string) => boolean,
): void {
	for (const [name, { pattern, into, next }] of Object.entries(WRITTEN)) {
		const value = environment[name] ?? "";
		const owner = elements.find(({ meta }) => meta && Object.hasOwn(meta.variables, name));
		if (!owner || pattern.test(value)) continue;
		const shown = isSecret(name) || /@/.test(value) ? "" : ` ${JSON.stringify(value)}`;
		throw new UserError({
			code: "unwritable-value",
			message: `The value${shown} of ${name} cannot stand in ${into}, where the element ${owner.name} writes it`,
			next: [next],
		});
	}
}
