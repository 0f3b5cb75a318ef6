import { describe, expect, it } from "vitest";
import { canChroot, hookRoot } from "../hook-root.js";

describe.skipIf(!canChroot)("local-config", () => {
	const KEYS = "local-config/install.d/62-ssh-key";

	it("adds the keys for the user asked for", () => {
		const root = hookRoot();
		root.write("etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
		root.write("etc/group", "root:x:0:\n");
		root.write("root/.ssh/authorized_keys", "old\n");
		root.write("tmp/in_target.d/ssh-authorized-keys", "new\n");
		expect(root.run(KEYS, { DIB_LOCAL_CONFIG_USERNAME: "root" }).status).toBe(0);
		expect(root.read("root/.ssh/authorized_keys")).toBe("old\nnew\n");
	});

	it("leaves the keys where a user will look who is made later, and says so", () => {
		const root = hookRoot();
		root.write("etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
		root.write("etc/group", "root:x:0:\n");
		root.write("tmp/in_target.d/ssh-authorized-keys", "new\n");
		const { status, output } = root.run(KEYS, { DIB_LOCAL_CONFIG_USERNAME: "kim" });
		expect(status, output).toBe(0);
		expect(output).toContain("WARNING: the image has no user 'kim'");
		expect(root.read("home/kim/.ssh/authorized_keys")).toBe("new\n");
	});

	it("does nothing without keys", () => {
		expect(hookRoot().run(KEYS, { DIB_LOCAL_CONFIG_USERNAME: "root" }).status).toBe(0);
	});

	it("writes the proxies for apt", () => {
		const root = hookRoot();
		root.write("etc/apt/apt.conf.d/99x", "");
		const env = { http_proxy: "http://proxy:3128", no_proxy: "a.example, b.example c.example" };
		expect(root.run("local-config/pre-install.d/02-proxy-settings", env).status).toBe(0);
		expect(root.read("etc/apt/apt.conf.d/02-use-http-proxy")).toBe('Acquire::http::Proxy "http://proxy:3128";\n');
		expect(root.has("etc/apt/apt.conf.d/02-use-https-proxy")).toBe(false);
		expect(root.read("etc/apt/apt.conf.d/02-no-proxy").split("\n")).toEqual([
			'Acquire::http::Proxy::a.example "DIRECT";',
			'Acquire::http::Proxy::b.example "DIRECT";',
			'Acquire::http::Proxy::c.example "DIRECT";',
			'Acquire::http::Proxy::192.0.2.1 "DIRECT";',
			"",
		]);
	});
});

it.skipIf(!canChroot)(
	"a proxy's login gets into other package managers' settings, as it is, and into no command line",
	() => {
		const root = hookRoot();
		root.write("etc/yum.conf", "[main]\n");
		root.write("etc/sysconfig/proxy", 'PROXY_ENABLED="no"\nHTTP_PROXY=""\nHTTPS_PROXY=""\nNO_PROXY="a"\n');
		root.stub("sed", 'exec /usr/bin/sed "$@"');
		const proxy = "http://me:a&b|c\\1@h:3128";
		const env = { http_proxy: proxy, https_proxy: proxy };
		const { status, output, calls } = root.run("local-config/pre-install.d/02-proxy-settings", env);
		expect(status, output).toBe(0);
		expect(calls.join("\n")).not.toContain("me:");
		expect(root.read("etc/yum.conf")).toBe(`[main]\nproxy=${proxy}\n`);
		expect(root.read("etc/sysconfig/proxy")).toContain(`HTTP_PROXY="${proxy}"\nHTTPS_PROXY="${proxy}"\n`);
	},
);
