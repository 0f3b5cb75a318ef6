import { expect, it } from "vitest";
import { canChroot, hookRoot } from "../hook-root.js";

it.skipIf(!canChroot)(
	"apt waits for no server for long while the image is built, and the image keeps nothing of it",
	() => {
		const root = hookRoot();
		root.shell("mkdir -p /tree/etc/apt/apt.conf.d");
		const env = { TARGET_ROOT: "/tree", http_proxy: "http://me:pw@h:3128" };
		const set = root.run("dpkg/root.d/50-build-with-http-cache", env);
		expect(set.status, set.output).toBe(0);
		const folder = "tree/etc/apt/apt.conf.d";
		const known = root.read(`${folder}/60img-build-downloads`);
		expect(known).toContain('Acquire::Retries "3";');
		expect(known).toContain('Acquire::http::Timeout "30";');
		expect(root.read(`${folder}/60img-build-proxy`)).toBe('Acquire::http::Proxy "http://me:pw@h:3128";\n');
		expect(root.run("dpkg/cleanup.d/50-remove-img-build-proxy", env).status).toBe(0);
		expect(root.shell("ls -A /tree/etc/apt/apt.conf.d").output).toBe("");
	},
);
