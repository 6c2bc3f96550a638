/**
 * Files that several machines see. They are written once: none is ever changed, so nobody can spoil what another has written. Names are
 * paths with `/` between their parts.
 */
export interface Store {
  /** As messages call it. */
  readonly name: string;
  /** Null where there is no such file. @throws LongrangeError `STORE_FAILED` */
  read(name: string): Promise<Uint8Array | null>;
  /**
   * Makes a file, whole or not at all. Of several that make the same one at the same time, one succeeds.
   *
   * @returns whether it did: false where the file is there
   * @throws LongrangeError `STORE_FAILED`
   */
  create(name: string, content: Uint8Array): Promise<boolean>;
  /** All names below a folder, sorted. @throws LongrangeError `STORE_FAILED` */
  list(folder: string): Promise<string[]>;
  /** Removes what is there. @throws LongrangeError `STORE_FAILED` */
  remove(name: string): Promise<void>;
}
