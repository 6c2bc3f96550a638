import { LongrangeError, showControls } from '@longrange/errors';
import { NETWORK_FILE } from '../worker/choices.ts';
import type { NamedBytes } from '../worker/open-model.ts';

/** Maximum number of files of a dropped folder to inspect. */
const MOST_FILES = 2000;
/** Largest text to read, in bytes. */
const LARGEST_TEXT = 64 * 2 ** 20;

/** Reads files that were chosen. */
export function filesOf(chosen: Iterable<File>): Promise<NamedBytes[]> {
  return Promise.all(Array.from(chosen, (file) => bytesOf(file, file.webkitRelativePath || file.name)));
}

/** Reads a text that was chosen. @throws LongrangeError EXPLORER_FILE */
export async function textOf(file: File): Promise<string> {
  if (file.size <= LARGEST_TEXT) return file.text();
  throw new LongrangeError({
    code: 'EXPLORER_FILE',
    message: `Expected a text of at most ${LARGEST_TEXT / 2 ** 20} MiB, got ${Math.ceil(file.size / 2 ** 20)} MiB in ${showControls(file.name)}.`,
    hint: 'longrange train and longrange eval read larger ones.',
  });
}

/** Reads files that were dropped, and those in dropped folders that a network can be opened from. */
export async function droppedFiles(transfer: DataTransfer): Promise<NamedBytes[]> {
  // Entries exist only while the event is handled.
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter(
    (entry) => entry !== null,
  );
  if (entries.length === 0) return filesOf(transfer.files);
  const found = await Promise.all(entries.map((entry) => filesBelow(entry)));
  return Promise.all(
    found
      .flat()
      .slice(0, MOST_FILES)
      .map(async (entry) => bytesOf(await fileOf(entry), entry.fullPath.replace(/^\//, ''))),
  );
}

async function filesBelow(entry: FileSystemEntry): Promise<FileSystemFileEntry[]> {
  if (entry.isFile) return [entry as FileSystemFileEntry];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const all: FileSystemFileEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0 || all.length > MOST_FILES) return all;
    for (const one of some)
      all.push(...(await filesBelow(one)).filter((file) => NETWORK_FILE.test(file.fullPath)));
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}

async function bytesOf(file: File, name: string): Promise<NamedBytes> {
  return { name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** Offers a file for download. */
export function save(name: string, type: string, parts: BlobPart[]): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
