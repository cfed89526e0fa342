import type { KernelName } from "../../src/kernels/kernel-set";
import type { KernelCase } from "./case";
import { elementwiseCases } from "./elementwise";
import { linearCases } from "./linear";
import { normalCases } from "./normal";
import { recurrentCases } from "./recurrent";
import { rowCases } from "./rows";
import { sequenceCases } from "./sequences";
import { servingCases } from "./serving";
import { trainingCases } from "./training";

/** How to call every kernel in a test. A new kernel has its line in the file of its family. */
export const kernelCases: Record<KernelName, KernelCase> = {
  ...elementwiseCases,
  ...linearCases,
  ...normalCases,
  ...recurrentCases,
  ...rowCases,
  ...sequenceCases,
  ...servingCases,
  ...trainingCases,
};
