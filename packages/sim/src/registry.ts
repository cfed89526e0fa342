import { courseEnvironmentDescriptor } from "./environments/course-environment";
import { foldedEnvironmentDescriptor } from "./environments/folded-environment";
import { tracerEnvironmentDescriptor } from "./environments/tracer-environment";
import type { EnvironmentDescriptor } from "./types/simulated-env";

export { courseDescriptors } from "./loops/create-course";

/** Every kind of environment this package makes, for listings. */
export const environmentDescriptors: readonly EnvironmentDescriptor[] = [
  courseEnvironmentDescriptor,
  tracerEnvironmentDescriptor,
  foldedEnvironmentDescriptor,
];
