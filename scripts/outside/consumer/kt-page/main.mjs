import { bktDescriptor } from "@zpd/kt";

// One learner, three answers to one item of one concept.
const names = (ids) => ({ size: ids.length, ids, indexOf: (id) => ids.indexOf(id) });
const log = {
  learners: names(["ann"]),
  items: names(["3 + 4"]),
  qMatrix: { itemCount: 1, concepts: names(["adding"]), offsets: Int32Array.of(0, 1), concept: Int32Array.of(0) },
  offsets: Int32Array.of(0, 3),
  item: new Int32Array(3),
  score: Uint8Array.of(0, 1, 1),
};
const { tracer } = await bktDescriptor.fit(log, {}, { seed: 1 });
document.querySelector("#result").textContent = tracer.predict(tracer.start(1)).join();
