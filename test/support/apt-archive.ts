import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A package of the test's own: name → files (path → text, executable), or none. */
export type OwnPackages = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Makes packages of one version with dpkg-deb in `folder`. */
export function makePackages(folder: string, packages: OwnPackages, version = "99"): void {
	mkdirSync(folder, { recursive: true });
	for (const [name, files] of Object.entries(packages)) {
		const tree = join(folder, name);
		const write = (path: string, text: string, mode: number) => {
			mkdirSync(join(tree, path, ".."), { recursive: true });
			writeFileSync(join(tree, path), text, { mode });
		};
		const fields = {
			Package: name,
			Version: version,
			Architecture: "all",
			Maintainer: "nobody",
			Description: "a test",
		};
		write("DEBIAN/control", stanza(fields), 0o644);
		for (const [path, text] of Object.entries(files)) write(path, text, 0o755);
		execFileSync("dpkg-deb", ["--root-owner-group", "-Znone", "--build", tree, `${tree}.deb`], { stdio: "ignore" });
		rmSync(tree, { recursive: true });
	}
}

/** Makes the index of an apt archive, whose packages lie in its folder `pool`, for suites with the component `main`. */
export function indexArchive(archive: string, suites: readonly string[]): void {
	const packages = readdirSync(join(archive, "pool"))
		.filter((name) => name.endsWith(".deb"))
		.map((name) => {
			const file = join(archive, "pool", name);
			const bytes = readFileSync(file);
			const control = execFileSync("dpkg-deb", ["--field", file], { encoding: "utf8" });
			return control + stanza({ Filename: `pool/${name}`, Size: String(bytes.length), SHA256: sha256(bytes) });
		})
		.join("\n");
	for (const suite of suites) {
		const folder = join(archive, "dists", suite);
		mkdirSync(join(folder, "main/binary-amd64"), { recursive: true });
		writeFileSync(join(folder, "main/binary-amd64/Packages"), packages);
		const listed = `\n ${sha256(packages)} ${Buffer.byteLength(packages)} main/binary-amd64/Packages`;
		const release = { Origin: "Ubuntu", Suite: suite, Codename: suite, Architectures: "amd64", Components: "main" };
		writeFileSync(
			join(folder, "Release"),
			stanza({ ...release, Date: new Date().toUTCString().replace("GMT", "UTC"), SHA256: listed }),
		);
	}
}

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");

const stanza = (fields: Readonly<Record<string, string>>) =>
	Object.entries(fields)
		.map(([name, value]) => `${name}: ${value}\n`)
		.join("");
