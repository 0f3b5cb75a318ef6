import { createContext, useContext } from "react";
import type { SaveRequest } from "../services/profiles.js";

/** What is to be saved: a name to begin with, and the profile. */
export type SaveSubject = Pick<SaveRequest, "name" | "profile" | "from">;

export const SaveDialogContext = createContext<(subject?: SaveSubject) => void>(() => {});

/** Opens the dialog that saves a profile: without a subject the image that is being put together. */
export const useSaveDialog = (): ((subject?: SaveSubject) => void) => useContext(SaveDialogContext);
