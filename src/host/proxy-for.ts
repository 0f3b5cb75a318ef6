import { BlockList, isIP } from "node:net";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Through which proxy curl would go to an address with these variables, as an address with a scheme; undefined for none.
 * HTTP_PROXY in capitals does not count: the clients of a CGI program can set it.
 */
export function proxyFor({ protocol, hostname }: URL, env: Environment): string | undefined {
	if (isExcepted(hostname, env.no_proxy || env.NO_PROXY || "")) return undefined;
	const own = protocol === "https:" ? env.https_proxy || env.HTTPS_PROXY : env.http_proxy;
	const proxy = own || env.all_proxy || env.ALL_PROXY;
	if (!proxy) return undefined;
	return proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** `no_proxy`: names with all names below them, addresses, networks such as 10.0.0.0/8, or `*`; separated by commas or spaces. */
function isExcepted(hostname: string, list: string): boolean {
	const host = plain(hostname);
	const entries = list.split(/[\s,]+/).filter(Boolean);
	if (list.trim() === "*") return true;
	const version = isIP(host);
	return entries.some((entry) => (version ? isInNetwork(host, version, entry) : isBelow(host, plain(entry))));
}

/** Without what changes nothing: brackets, dots at both ends, capitals. */
const plain = (name: string) =>
	name
		.replace(/^\[|\]$/g, "")
		.replace(/^\.|\.$/g, "")
		.toLowerCase();

const isBelow = (host: string, entry: string) => entry !== "" && (host === entry || host.endsWith(`.${entry}`));

function isInNetwork(host: string, version: number, entry: string): boolean {
	const [address = "", bits] = plain(entry).split("/");
	if (isIP(address) !== version) return false;
	const family = version === 6 ? "ipv6" : "ipv4";
	const most = version === 6 ? 128 : 32;
	const prefix = bits === undefined ? most : Number(bits);
	if (!Number.isInteger(prefix) || prefix < 0 || prefix > most) return false;
	const network = new BlockList();
	network.addSubnet(address, prefix, family);
	return network.check(host, family);
}
