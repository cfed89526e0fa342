export { fileSource } from "./file-source";
export { folderSource } from "./folder-source";
export { pathSources, type ReadFilesOptions, readLogFiles, readTrainAndTestFiles } from "./read-log-files";
export { writeDatasetFile } from "./write-dataset-file";
