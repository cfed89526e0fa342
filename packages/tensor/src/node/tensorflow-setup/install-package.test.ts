import { expect, it } from "vitest";
import { compilerArguments } from "./build-binding";
import { npmEnvironment, withoutRemovedUtil } from "./install-package";

it("withoutRemovedUtil leaves a source that needs nothing Node.js 23 took away", () => {
  const source = `var util_1 = {};
    (function (tensors, k) {
      if ((0, util_1.isNullOrUndefined)(tensors)) { return "nothing"; }
      if ((0, util_1.isArray)(tensors)) { return "list of " + ((0, util_1.isNullOrUndefined)(k) ? 1 : k); }
      return "one";
    })`;
  // biome-ignore lint/security/noGlobalEval: the corrected source has to run.
  const kind = eval(withoutRemovedUtil(source)) as (tensors: unknown, k?: number) => string;
  expect([kind(null), kind(undefined), kind([]), kind([], 0), kind(0)]).toEqual([
    "nothing",
    "nothing",
    "list of 1",
    "list of 0",
    "one",
  ]);
});

it("npmEnvironment drops what an npm that runs us says of its own project, and keeps what is configured", () => {
  const kept = { PATH: "/bin", npm_config_registry: "here", npm_config_https_proxy: "there" };
  const dropped = { npm_config_local_prefix: "/project", npm_config_workspace: "a", npm_package_name: "b" };
  expect(npmEnvironment({ ...kept, ...dropped })).toEqual(kept);
});

it("compilerArguments holds no absolute path, so that the folder can be moved", () => {
  const args = compilerArguments();
  expect(args.filter((arg) => /^(-I|-L)?\//.test(arg))).toEqual([]);
  expect(args.join(" ")).toMatch(
    /-std=c\+\+17 .*-shared -DNAPI_VERSION=8 .*binding\/tfjs_backend\.cc binding\/tfjs_binding\.cc -o lib\/napi-v8\/tfjs_binding\.node deps\/lib\/libtensorflow_cc\.so\.2 .*-Wl,-rpath,\$ORIGIN\/\.\.\/\.\.\/deps\/lib$/,
  );
});
