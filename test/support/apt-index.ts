import { createHash } from "node:crypto";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Packages as an index has them: name → fields; the version is 1 unless told. */
export type IndexedPackages = Readonly<Record<string, Readonly<Record<string, string>>>>;

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");

/** The text of an index. */
export const packagesText = (packages: IndexedPackages): string =>
	Object.entries(packages)
		.map(([name, fields]) => {
			const all = {
				Package: name,
				Version: "1",
				Architecture: "amd64",
				SHA256: sha256(name + (fields.Version ?? "")),
			};
			return Object.entries({ ...all, ...fields })
				.map(([field, value]) => `${field}: ${value}\n`)
				.join("");
		})
		.join("\n");

let written = 0;

/** Writes a suite of an archive with the component `main` for amd64; each time its Release file is a minute younger. */
export function writeSuite(
	archive: string,
	suite: string,
	packages: IndexedPackages,
	more: { readonly release?: string; readonly listed?: string } = {},
): void {
	const folder = join(archive, "dists", suite);
	mkdirSync(join(folder, "main/binary-amd64"), { recursive: true });
	const text = packagesText(packages);
	const packed = gzipSync(text);
	writeFileSync(join(folder, "main/binary-amd64/Packages"), text);
	writeFileSync(join(folder, "main/binary-amd64/Packages.gz"), packed);
	written += 1;
	const date = new Date(Date.UTC(2024, 0, 1, 0, written));
	const sums = [
		` ${more.listed ?? sha256(text)} ${text.length} main/binary-amd64/Packages`,
		` ${more.listed ?? sha256(packed)} ${packed.length} main/binary-amd64/Packages.gz`,
	];
	const head = `Suite: ${suite}\nCodename: ${suite}\nDate: ${date.toUTCString()}\nArchitectures: amd64\nComponents: main\n`;
	writeFileSync(join(folder, "Release"), `${head}${more.release ?? ""}SHA256:\n${sums.join("\n")}\n`);
	utimesSync(join(folder, "Release"), date, date);
}
