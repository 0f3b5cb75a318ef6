/** Whether a name arrived whole: bytes that are no UTF-8 are replaced by U+FFFD, and the file cannot be asked for. */
export const isWhole = (name: string): boolean => !name.includes("\ufffd");
