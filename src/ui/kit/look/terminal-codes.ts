/** Moves the cursor to the first column of its row. */
export const FIRST_COLUMN = "\r";
