import type { PackageRequest, Registry } from './package-request.ts';

/** A package that a corpus was made of: enough to have the same text again. */
export interface PackageRecord {
  /** As the source was written: `pypi:django`. */
  readonly requested: string;
  /** The source that names this version: `pypi:django==6.1.3`. */
  readonly source: string;
  readonly registry: Registry;
  readonly name: string;
  readonly version: string;
  /** An SPDX expression, or what the package says otherwise; null where it says nothing. */
  readonly license: string | null;
  /** Name of the archive. */
  readonly file: string;
  /** Of the archive, in hexadecimal. */
  readonly sha256: string;
}

/** What becomes of packages while a corpus is loaded. */
export type PackageEvent =
  | {
      /** Before anything of the archive is downloaded, or where the cache has it. */
      readonly type: 'package';
      readonly source: string;
      readonly license: string | null;
      readonly file: string;
      readonly isCached: boolean;
    }
  | {
      readonly type: 'download';
      readonly source: string;
      readonly receivedBytes: number;
      /** Null where the server does not say. */
      readonly totalBytes: number | null;
    };

/** An archive that an index offers. */
export interface OfferedPackage extends Required<PackageRequest> {
  readonly license: string | null;
  readonly file: string;
  readonly url: string;
  readonly hash: { readonly algorithm: 'sha256' | 'sha384' | 'sha512' | 'sha1'; readonly hex: string };
}
