export { fileSource } from "./file-source";
export { folderSource } from "./folder-source";
export { pathSources, type ReadFilesOptions, readLogFiles } from "./read-log-files";
