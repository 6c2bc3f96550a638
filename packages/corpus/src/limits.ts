const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** How much is read before it is taken for a mistake or an attack. */
export interface Limits {
  /** Of one document. V8 makes no string of more than 512 MiB. */
  readonly documentBytes: number;
  /** Of all cleaned documents together, which are kept in memory. */
  readonly corpusBytes: number;
  /** Of an archive that is downloaded. */
  readonly downloadBytes: number;
  /** Files, folders, links and headers of one archive. */
  readonly archiveEntries: number;
  /** What comes out of one archive, in a tar archive all of it, in a zip archive the wanted files. */
  readonly archiveBytes: number;
  /** Times its own size that an archive may unpack to. Source code packs 3 to 10 times, zeros a thousand times. */
  readonly archiveRatio: number;
  /** Below so much unpacked the ratio does not matter. */
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

/** `64 MiB`, `2 GiB`, `1,000 bytes`; whole numbers of the unit are exact, others are rounded to one decimal. */
export function describeBytes(bytes: number): string {
  const [unit, name] = bytes >= GIB ? [GIB, 'GiB'] : bytes >= MIB ? [MIB, 'MiB'] : [1, 'bytes'];
  return `${(bytes / unit).toLocaleString('en-US', { maximumFractionDigits: 1 })} ${name}`;
}
