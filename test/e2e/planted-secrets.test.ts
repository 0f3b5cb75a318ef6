import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openWorkshop } from "../support/tiny-build.js";

const PASSWORD = "Gehe1m/Wort'42";
const WRITTEN = encodeURIComponent(PASSWORD);
const TOKEN = "tok3nPLANTED99";
const SIGNATURE = "s1gnatur3PLANTED";
const SECRETS = [PASSWORD, WRITTEN, TOKEN, SIGNATURE, Buffer.from(`me:${PASSWORD}`).toString("base64")];
/** Beginnings count as well: what was cut in the middle. */
const SEARCHED = SECRETS.map((secret) => secret.slice(0, 10));

test("planted passwords and tokens are nowhere: image, manifests, run folder, output, report, list of processes", async () => {
	const shop = openWorkshop();
	onTestFinished(shop.remove);
	// Says all that it knows, in the ways in which programs do.
	const hook = `#!/bin/bash
set -x
env | sort
echo "$http_proxy" "$DIB_REPOLOCATION_x" >&2
printf 'cut %*s%s\\n' 8170 '' "$DIB_X" | tr ' ' x
printf '%s' "$DIB_X"; sleep 0.2; printf 'progress\\r%s\\r' "$DIB_X"; echo
printf 'Authorization: Basic %s\\n' "$(printf %s "me:$PLAIN" | base64)"
`;
	shop.element("talks/extra-data.d/50-talks", hook);
	shop.element("talks/install.d/50-talks", hook);
	shop.element("talks/environment.d/50-talks", `export DIB_LATER=https://${TOKEN}@later.example/x\n`, 0o644);
	shop.element("fails/post-install.d/50-fails", `#!/bin/bash\necho "last words: $DIB_X"\nexit 3\n`);
	const proxy = `http://me:${WRITTEN}@127.0.0.1:9`;
	const env = {
		PLAIN: PASSWORD,
		MY_PASSWORD: PASSWORD,
		all_proxy: `me:${WRITTEN}@127.0.0.1:9`,
		DIB_REPOLOCATION_x: `https://${TOKEN}@git.example/x.git`,
		DIB_PIP_INDEX: `https://host.example/simple?sig=${SIGNATURE}`,
		GIT_CONFIG_VALUE_9: `Authorization: Bearer ${TOKEN}`,
	};
	const args = ["talks", "manifests", "--proxy", proxy, "--set", `DIB_X=http://me:${WRITTEN}@x.example`];
	args.push("--mirror", `http://me:${WRITTEN}@mirror.example/debian`, "--set", `DIB_CLOUD_IMAGES=https://${TOKEN}@h`);
	const said: string[] = [];
	const search = (where: string, text: string) => {
		const at = SEARCHED.map((secret) => text.indexOf(secret)).filter((index) => index >= 0);
		for (const index of at) said.push(`${where}: ${text.slice(Math.max(0, index - 60), index + 10)}`);
	};
	for (const more of [[], ["fails"]]) {
		const [program = "", ...rest] = shop.buildArgv([...args, ...more, "--progress", "plain"]);
		const child = spawn(program, rest, { cwd: shop.folder, env: { ...shop.env, ...env } });
		let output = "";
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding("latin1").on("data", (text: string) => {
				output += text;
			});
		// A command line can only be hidden once it was read.
		const watch = setInterval(() => {
			if (output !== "") for (const line of commandLines()) search("a command line", line);
		}, 50);
		const [code] = await once(child, "close");
		clearInterval(watch);
		expect(output).toContain("cutxxxxxxxx");
		expect(code, output).toBe(more.length === 0 ? 0 : 1);
		search("output", output);
	}
	const planned = [
		await shop.diskwright(["plan", "tiny-os", ...args], env),
		await shop.diskwright(["plan", "tiny-os", ...args, "--json"], env),
		await shop.diskwright(["runs", "report", "-o", "report.tar.gz"], env),
		await shop.run(["tar", "-xzf", "report.tar.gz"]),
		await shop.diskwright(["runs", "show", "--json"], env),
		await shop.diskwright(["plan", "tiny-os", "--proxy", proxy, `--nonsense=${proxy}`], env),
		await shop.diskwright(["plan", `http://me:${WRITTEN}@x.example`], env),
		await shop.diskwright(["elements", "add", `https://${TOKEN}@localhost.invalid/x`], env),
		await shop.diskwright(["profiles", "save", "mine", "tiny-os", ...args], env),
	];
	for (const { stdout, stderr } of planned) search("a command", stdout + stderr);
	for (const file of files(shop.folder)) if (!file.includes("/elements/")) search(file, readFileSync(file, "latin1"));
	expect(said).toEqual([]);
	expect(shop.images()).toContain("image.raw");
	expect(readFileSync(join(shop.folder, "image.d/dib-manifests/dib_environment"), "utf8")).toContain(
		'DIB_X="http://***@x.example"',
	);
});

function commandLines(): string[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
		.map((pid) => {
			try {
				return readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
			} catch {
				return "";
			}
		});
}

function files(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.map((name) => join(folder, name))
		.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
