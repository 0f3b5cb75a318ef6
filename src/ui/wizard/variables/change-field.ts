import { cycled, toggled, valueComplaint } from "../../../core/hooks/variable-value.js";
import type { Profile } from "../../../core/profile/profile.js";
import type { Reference } from "../../../core/settings/setting.js";
import { loginComplaint, PASSWORD_VARIABLE, withUser } from "../../login/login.js";
import type { DraftState } from "../draft.js";
import type { Field } from "./fields.js";

/** What setting a field changes. */
export interface FieldChange {
	readonly profile: Profile;
	/** A secret to be kept in memory, or forgotten when its value is undefined. */
	readonly secret?: { readonly name: string; readonly value: string | undefined };
}

/** Why a text cannot be the value of a field; undefined when it can. Secrets may also be references. */
export function fieldComplaint(field: Field, text: string): string | undefined {
	if (field.secret && reference(text)) return undefined;
	return field.id.startsWith("user.") ? loginComplaint(field.id, text) : valueComplaint(field, text);
}

/** What a new value of a field comes to; undefined sets it back to its default. */
export function changeField(profile: Profile, field: Field, text: string | undefined): FieldChange {
	const given = field.secret && text !== undefined ? reference(text) : undefined;
	if (field.id === "user.password-hash") return passwordChange(profile, text || undefined, given);
	if (field.id.startsWith("user.")) return { profile: withUserText(profile, field.id, text || undefined) };
	if (!field.secret) return { profile: withVariable(profile, field.id, text) };
	const kept = given || text === "" ? undefined : text;
	return { profile: withVariable(profile, field.id, given), secret: { name: field.id, value: kept } };
}

/** What space makes of a field: a switch turns, a choice goes on. Undefined for fields that have to be typed. */
export function steppedField(profile: Profile, field: Field, by: 1 | -1): FieldChange | undefined {
	if (field.type === "boolean") return changeField(profile, field, toggled(field, field.value));
	return field.type === "enum" ? changeField(profile, field, cycled(field, field.value, by)) : undefined;
}

/** Makes a change in the draft. */
export function applyChange(draft: Pick<DraftState, "change" | "setSecret">, { profile, secret }: FieldChange): void {
	draft.change(() => profile);
	if (secret) draft.setSecret(secret.name, secret.value);
}

/** `env:NAME` and `file:PATH`: where a secret lies. */
function reference(text: string): Reference | undefined {
	const [, name] = /^env:([A-Za-z_]\w*)$/.exec(text) ?? [];
	if (name) return { "from-env": name };
	const [, file] = /^file:(.+)$/.exec(text) ?? [];
	return file ? { "from-file": file } : undefined;
}

function withVariable(profile: Profile, name: string, value: string | Reference | undefined): Profile {
	const { [name]: _, ...others } = profile.variables ?? {};
	const variables = value === undefined ? others : { ...others, [name]: value };
	if (Object.keys(variables).length > 0) return { ...profile, variables };
	const { variables: __, ...rest } = profile;
	return rest;
}

function withUserText(profile: Profile, id: string, text: string | undefined): Profile {
	if (id === "user.name") return withUser(profile, { name: text });
	if (id === "user.ssh-key") return withUser(profile, { "ssh-key": text });
	return withUser(profile, { sudo: text === undefined || text === "yes" ? undefined : false });
}

/** A hash belongs to somebody: without a user the element's own name is taken. */
function passwordChange(profile: Profile, text: string | undefined, given: Reference | undefined): FieldChange {
	const name = text === undefined ? profile.user?.name : (profile.user?.name ?? "devuser");
	const secret = { name: PASSWORD_VARIABLE, value: given ? undefined : text };
	return { profile: withUser(profile, { name, "password-hash": given }), secret };
}
