const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Limits beyond which input is taken for a mistake or an attack. */
export interface Limits {
  /** Maximum bytes of one document. V8 has no strings above 512 MiB. */
  readonly documentBytes: number;
  /** Maximum bytes of all cleaned documents, which are kept in memory. */
  readonly corpusBytes: number;
  /** Maximum bytes of a downloaded archive. */
  readonly downloadBytes: number;
  /** Maximum number of files, folders, links and headers in one archive. */
  readonly archiveEntries: number;
  /** Maximum unpacked bytes of one archive: everything in a tar archive, the wanted files in a zip archive. */
  readonly archiveBytes: number;
  /** Maximum compression ratio. Source code compresses 3 to 10 times, zeros a thousand times. */
  readonly archiveRatio: number;
  /** Unpacked bytes up to which the ratio is not checked. */
  readonly archiveRatioFrom: number;
}

export const defaultLimits: Limits = {
  documentBytes: 256 * MIB,
  corpusBytes: 2 * GIB,
  downloadBytes: GIB,
  archiveEntries: 500_000,
  archiveBytes: 8 * GIB,
  archiveRatio: 200,
  archiveRatioFrom: 64 * MIB,
};

/** Formats bytes as `64 MiB`, `2 GiB` or `1,000 bytes`, rounded to one decimal unless exact. */
export function describeBytes(bytes: number): string {
  const [unit, name] = bytes >= GIB ? [GIB, 'GiB'] : bytes >= MIB ? [MIB, 'MiB'] : [1, 'bytes'];
  return `${(bytes / unit).toLocaleString('en-US', { maximumFractionDigits: 1 })} ${name}`;
}
