import { UserError } from "../../core/errors.js";
import type { ImageFacts } from "../../core/publish/properties.js";
import type { PublishRule } from "../../core/publish/publish-rule.js";
import type { PublishTarget } from "../../core/publish/target.js";
import { assertPlainRule } from "../indexed/assert-rule.js";
import { openIndexed } from "../indexed/open-indexed.js";
import { PATIENCE, type TargetContext } from "../target-context.js";
import { Http } from "../wire/http.js";
import { HttpShelf } from "./http-shelf.js";
import { findLogin } from "./login.js";

/** A folder of a web server that takes PUT and DELETE as a target. Throws UserError. */
export async function openHttp(
	url: string,
	rule: PublishRule,
	facts: ImageFacts,
	context: TargetContext,
): Promise<PublishTarget> {
	assertPlainRule(rule, "A web server");
	const { authorization, secrets } = findLogin(url, context.env);
	for (const secret of secrets) context.secret(secret);
	const plain = new URL(url);
	plain.username = plain.password = "";
	const cacert = context.env.DISKWRIGHT_PUBLISH_CACERT;
	return openIndexed(
		new HttpShelf(plain.href, authorization, connect(cacert, context), context.signal),
		rule,
		facts,
		context,
	);
}

function connect(cacert: string | undefined, context: TargetContext): Http {
	try {
		return new Http({ verify: true, ...(cacert ? { cacert } : {}) }, context, { ...PATIENCE, ...context.patience });
	} catch (error) {
		throw new UserError({
			code: "server-tls",
			message: `The certificates of DISKWRIGHT_PUBLISH_CACERT cannot be used: ${(error as Error).message}`,
			next: ["Name a file in PEM format."],
			cause: error,
		});
	}
}
