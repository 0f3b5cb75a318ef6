/** Bytes of output that are kept of one task, unless told otherwise. */
export const LOG_LIMIT = 256 << 20;
