import { resolve } from 'node:path';
import { FolderStore } from './folder-store.ts';
import { S3Store } from './s3-store.ts';
import type { Store } from './store.ts';

/** Opens a store. @param place a folder, or `s3://bucket/prefix` @throws LongrangeError `USAGE` (exit code 2) */
export function openStore(place: string): Store {
  return place.startsWith('s3://') ? new S3Store(place) : new FolderStore(resolve(place));
}
