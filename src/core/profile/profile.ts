import * as z from "zod";
import { settingsShape } from "../settings/settings.js";

/** Version of the profile format that this program writes. */
export const PROFILE_VERSION = 1;

/** The shipped profile that is built when nobody says otherwise. */
export const DEFAULT_PROFILE = "debian-vm";

/** Format version 1. Unknown keys are errors. Everything is optional, so that a variant states only what differs. */
export const profileSchema = z.strictObject({ version: z.literal(PROFILE_VERSION), ...settingsShape });

/** A saved, shareable description of a build. */
export type Profile = z.infer<typeof profileSchema>;
