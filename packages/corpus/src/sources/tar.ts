import { createReadStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ByteReader } from './byte-reader.ts';
import { isWanted } from './path-rules.ts';
import type { RawDocument, Source, SourceContext } from './source.ts';
import { BLOCK_BYTES, parsePaxRecords, parseTarHeader, parseText, type TarHeader } from './tar-header.ts';
import { corruptArchive } from './zip.ts';

/** The files of a tar archive, read as a stream: one file is in memory at a time. */
export function tarSource(file: string, options: { gzip: boolean }): Source {
  return { description: file, read: (context) => readTar(file, options.gzip, context) };
}

async function* readTar(file: string, gzip: boolean, context: SourceContext): AsyncIterable<RawDocument> {
  const output = new PassThrough();
  const input = createReadStream(file);
  // A failure destroys `output` with the error, and so reaches the reader below.
  const done = (gzip ? pipeline(input, createGunzip(), output) : pipeline(input, output)).catch(() => {});
  try {
    yield* readEntries(new ByteReader(output), context);
  } catch (cause) {
    throw corruptArchive(file, gzip ? 'tar.gz' : 'tar', cause);
  } finally {
    output.destroy();
    await done;
  }
}

async function* readEntries(reader: ByteReader, context: SourceContext): AsyncIterable<RawDocument> {
  let extension: { path?: string; size?: number } = {};
  for (let first = true; ; first = false) {
    const block = await reader.read(BLOCK_BYTES);
    if (block.length === 0 && !first) return; // some writers leave out the closing blocks
    if (block.length < BLOCK_BYTES) throw new Error('cut off in a header');
    const header = parseTarHeader(block);
    if (header === undefined) return;
    const extended = await readExtension(reader, header);
    if (extended !== undefined) {
      extension = { ...extension, ...extended };
      continue;
    }
    const document = await readFileEntry(reader, { ...header, ...extension }, context);
    if (document !== undefined) yield document;
    extension = {};
  }
}

/** What an extension entry says about the entry that follows it; undefined where this is none. */
async function readExtension(
  reader: ByteReader,
  header: TarHeader,
): Promise<{ path?: string; size?: number } | undefined> {
  if (header.type === 'L') return { path: parseText(await readPayload(reader, header.size)) };
  if (header.type === 'x') {
    const records = parsePaxRecords(await readPayload(reader, header.size));
    const path = records.get('path');
    const size = records.get('size');
    return { ...(path === undefined ? {} : { path }), ...(size === undefined ? {} : { size: Number(size) }) };
  }
  if (header.type === 'g' || header.type === 'K') {
    await skipPayload(reader, header.size);
    return {};
  }
  return undefined;
}

async function readFileEntry(
  reader: ByteReader,
  { path: rawPath, size, type }: TarHeader,
  context: SourceContext,
): Promise<RawDocument | undefined> {
  const path = rawPath.replace(/^(\.?\/)+/, '');
  const isFile = type === '0' && !path.endsWith('/');
  if (isFile && isWanted(path, context)) {
    return { path, bytes: await readPayload(reader, size), named: false };
  }
  if (type === '1' || type === '2') context.drop('link', path);
  else if (type !== '0' && type !== '5') context.drop('unreadable', path);
  await skipPayload(reader, type === '1' || type === '2' || type === '5' ? 0 : size);
  return undefined;
}

async function readPayload(reader: ByteReader, size: number): Promise<Uint8Array> {
  const bytes = await reader.read(size);
  if (bytes.length < size) throw new Error('cut off in a file');
  await skipExactly(reader, padding(size));
  return bytes;
}

async function skipPayload(reader: ByteReader, size: number): Promise<void> {
  await skipExactly(reader, size + padding(size));
}

async function skipExactly(reader: ByteReader, byteCount: number): Promise<void> {
  if ((await reader.skip(byteCount)) > 0) throw new Error('cut off in a file');
}

function padding(size: number): number {
  return (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;
}
