import { execa } from "execa";
import type { HostFacts } from "../core/host-facts.js";

/**
 * The mirrors of the host's own Debian sources: those whose Release file says `Origin: Debian`, the security archive by
 * its label. Empty on hosts without apt, or before their first `apt-get update`.
 */
export async function debianMirrors(): Promise<HostFacts["mirrors"]> {
	const { stdout, failed } = await execa(
		"apt-get",
		["indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(REPO_URI)", "Created-By: Packages"],
		{
			reject: false,
			stdin: "ignore",
			env: { LC_ALL: "C" },
		},
	);
	if (failed) return {};
	const sources = stdout
		.split("\n")
		.map((line) => line.split("|"))
		.filter(([origin]) => origin === "Debian");
	const uri = (security: boolean) => {
		const found = sources.find(([, label]) => (label === "Debian-Security") === security)?.[2];
		return found?.replace(/\/$/, "");
	};
	const [debian, debianSecurity] = [uri(false), uri(true)];
	return { ...(debian ? { debian } : {}), ...(debianSecurity ? { debianSecurity } : {}) };
}
