import type { DraftBuild } from "../../core/profile/draft-build.js";
import { PASSWORD_VARIABLE, withUser } from "./login.js";

/** What a user said to the question who is to log in. */
export type LoginAnswer =
	| { readonly kind: "nobody" }
	/** `key`: file of a public key. `hash`: of a password, as the image keeps it. */
	| { readonly kind: "user"; readonly name: string; readonly key?: string; readonly hash?: string };

/** The build with what was answered. The hash stays in memory, as every secret. */
export function withAnswer(build: DraftBuild, answer: LoginAnswer): DraftBuild {
	if (answer.kind === "nobody") return build;
	const { name, key, hash } = answer;
	return {
		...build,
		profile: withUser(build.profile, { name, ...(key ? { "ssh-key": key } : {}) }),
		...(hash ? { secrets: { ...build.secrets, [PASSWORD_VARIABLE]: hash } } : {}),
	};
}

/** The name that is offered for the user: the one that was used last, or one's own where an image can have it. */
export function offeredUser(last: string | undefined, own: string): string {
	return last ?? (own === "root" ? "admin" : own);
}
