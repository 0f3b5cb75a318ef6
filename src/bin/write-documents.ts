import { writeDocuments } from "../cli/command-line/write-documents.js";

// Called by the build, then thrown away.
writeDocuments(process.argv[2] ?? "", process.argv[3] ?? "");
