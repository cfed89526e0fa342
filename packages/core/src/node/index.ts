export { type FileContent, writeFileAtomic, writeFilesAtomic } from "./atomic-write";
export { loadModel, saveModel } from "./model-folder";
