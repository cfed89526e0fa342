import npmLock from "./npm-lock.json";

/** The version of `@tensorflow/tfjs-node` that is set up. */
export const TFJS_NODE_VERSION = "4.22.0";

/** The version of TensorFlow whose libraries it is bound to. */
export const TENSORFLOW_VERSION = "2.15.1";

/** TensorFlow's libraries and headers as the Python index carries them. */
export interface Wheel {
  /** Name of the project on the Python index. */
  readonly project: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
  /** Size of the file, bytes. */
  readonly bytes: number;
  /** Size of what is taken out of it, bytes. */
  readonly unpackedBytes: number;
  /** Platform tags that pip is asked for. */
  readonly tags: readonly string[];
}

/** The wheels, by `platform-architecture` as Node.js names them. */
export const WHEELS: Readonly<Record<string, Wheel>> = {
  "linux-x64": {
    project: "tensorflow-cpu",
    sha256: "54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26",
    bytes: 207_208_420,
    unpackedBytes: 615_100_000,
    tags: ["manylinux2014_x86_64", "manylinux_2_17_x86_64"],
  },
  "linux-arm64": {
    project: "tensorflow-cpu-aws",
    sha256: "d4c3a3a9363bf42999adedbbd514e3a133be2d62f61fee9cfa46aaefb087c09e",
    bytes: 211_874_120,
    unpackedBytes: 695_600_000,
    tags: ["manylinux2014_aarch64", "manylinux_2_17_aarch64"],
  },
};

/** The oldest GNU C library that the wheels run on: that of their platform tags. */
export const OLDEST_GLIBC = "2.17";

/**
 * The npm lock file of the set-up: exact versions and SHA-512 hashes of every package, no addresses, so that npm takes
 * them from the registry it is configured with and refuses anything else.
 */
export const NPM_LOCK = npmLock;

/** How many packages the lock file names, and the size of their tarballs in bytes. */
export const NPM_PACKAGES = Object.keys(npmLock.packages).length - 1;
export const NPM_BYTES = 75_400_000;

/** Size of the installed packages in bytes, with source maps and without. */
export const NPM_UNPACKED_BYTES = 302_000_000;
export const NPM_KEPT_BYTES = 90_300_000;
