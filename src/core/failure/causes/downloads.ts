import type { KnownCause } from "../known-cause.js";

/** Names, connections, certificates and what servers answer. */
export const DOWNLOAD_CAUSES: readonly KnownCause[] = [
	{
		id: "name-resolution-failed",
		title: "The name of a server could not be resolved.",
		patterns: [
			/Temporary failure (?:in name resolution|resolving)/,
			/Could not resolve (?:host|proxy|'|hostname)/i,
			/Name or service not known/,
		],
		cure: [
			"Ask for it on this host: getent hosts SERVER",
			"Build without the network out of what is cached: diskwright build PROFILE --offline",
		],
	},
	{
		id: "image-resolver-missing",
		title: "The image has no working /etc/resolv.conf.",
		patterns: [/^since \S+, (?:the image has no \/etc\/resolv\.conf|\/etc\/resolv\.conf of the image )/],
		cure: [
			"During the build /etc/resolv.conf is this host's: let hooks leave it alone.",
			"Write what the finished image is to have to /etc/resolv.conf.ORIG, which takes its place at the end.",
			"Or make the link in a hook of finalise.d: it is kept.",
		],
	},
	{
		id: "proxy-refused",
		title: "The proxy does not answer.",
		patterns: [
			/(?:onnect to|connecting to) [\w.-]*(?:proxy|cache)[\w.-]*(?::| port )\d+.*(?:refused|Couldn't connect|Could not connect|timed out)/i,
			/(?:onnect to|connecting to) [\w.-]+(?::| port )(?:3128|3142|8080|8118)\b.*(?:refused|Couldn't connect|timed out)/i,
		],
		cure: [
			"See which one is set: env | grep -i _proxy; grep -ri proxy /etc/apt/apt.conf.d",
			"Name the right one: diskwright build PROFILE --proxy http://HOST:PORT",
		],
	},
	{
		id: "proxy-wants-login",
		title: "The proxy asks for a name and a password.",
		patterns: [/407\s+Proxy Authentication Required/i, /CONNECT tunnel failed, response 407/],
		cure: ["Give them with the address: --proxy http://NAME:PASSWORD@HOST:PORT (they are masked in logs)"],
	},
	{
		id: "connection-refused",
		title: "A server does not answer.",
		patterns: [
			/Connection refused/i,
			/Failed to connect to \S+ port \d+/i,
			/No route to host/i,
			/Network is unreachable/i,
		],
		general: true,
		cure: ["Try it from this host: curl -I ADDRESS", "Take another mirror: diskwright build PROFILE --mirror URL"],
	},
	{
		id: "certificate-untrusted",
		title: "A server's certificate is not trusted here.",
		patterns: [
			/SSL certificate problem/i,
			/certificate verif(?:y|ication) failed/i,
			/CERTIFICATE_VERIFY_FAILED/,
			/unable to get local issuer certificate/i,
		],
		cure: [
			"Install the usual authorities: apt-get install ca-certificates",
			"If your company's proxy opens connections, ask its administrators for the authority's certificate.",
			"See that the clock is right, certificates have dates: date",
		],
	},
	{
		id: "download-timed-out",
		title: "A server took the request and sent nothing.",
		patterns: [
			/Operation (?:timed out after|too slow)/i,
			/Connection timed out/i,
			/Read timed out/i,
			/Timeout was reached/i,
		],
		cure: [
			"Try again: diskwright runs retry, while the build is held: diskwright build PROFILE --on-failure hold",
			"Take another mirror: diskwright build PROFILE --mirror URL",
		],
	},
	{
		id: "download-interrupted",
		title: "The connection ended in the middle of a file.",
		patterns: [
			/transfer closed with .*remaining to read/,
			/Connection reset by peer/i,
			/Recv failure/i,
			/unexpected disconnect while reading sideband packet|early EOF/i,
		],
		cure: [
			"Try again; what is complete stays in the cache.",
			"Take another mirror: diskwright build PROFILE --mirror URL",
		],
	},
	{
		id: "server-error",
		title: "A server is overloaded or out of order.",
		patterns: [
			/\b50[0234]\s+(?:Internal Server Error|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out)/i,
			/requested URL returned error: 50\d/,
			/unexpected response code\. \[50\d\]/,
		],
		cure: ["Try again in some minutes.", "Take another mirror: diskwright build PROFILE --mirror URL"],
	},
	{
		id: "download-not-found",
		title: "A file is not at its address any more.",
		patterns: [
			/requested URL returned error: 404/,
			/HTTP Error 404/,
			/ERROR 404: Not Found/,
			/unexpected response code\. \[404\]/,
		],
		general: true,
		cure: [
			"Look at what is there: open the address without its last part in a browser.",
			"For cloud images set the release or the file again: DIB_RELEASE, DIB_CLOUD_IMAGES, BASE_IMAGE_FILE",
		],
	},
];
