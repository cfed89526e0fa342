/**
 * Where bytes come from: a file, standard input, an upload, memory. `open` starts again from the first byte whenever
 * the source can (standard input cannot); gzip is undone by the reader, which knows it by its first bytes.
 */
export interface ByteSource {
  /** Shown in messages. */
  readonly name: string;
  open(): AsyncIterable<Uint8Array>;
  /** Bytes in all, if known: progress needs it, Parquet too. */
  readonly size?: number;
  /** Bytes `start … end - 1`. Parquet is read this way, row group by row group; without it the file is held whole. */
  read?(start: number, end: number): Promise<Uint8Array>;
}

/** A source over bytes in memory, given whole or in pieces. */
export function bytesSource(name: string, ...pieces: readonly Uint8Array[]): ByteSource {
  return {
    name,
    size: pieces.reduce((sum, piece) => sum + piece.length, 0),
    async *open() {
      yield* pieces;
    },
  };
}

/** A source over text in memory. */
export function textSource(name: string, text: string): ByteSource {
  return bytesSource(name, new TextEncoder().encode(text));
}
