import { playCell } from "../src/matrix/play-cell";
import { cellWorkerData, createCellWorker } from "../src/node/cell-worker";
import { createSmallStudy, type SmallStudyData } from "./small-study";

const study = createSmallStudy(cellWorkerData<SmallStudyData>());

export default createCellWorker((index, options) => playCell(study, index, options));
