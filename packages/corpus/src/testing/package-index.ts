import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { makeTar } from './make-tar.ts';

/** File that a server offers. */
export interface ServedFile {
  readonly type: string;
  readonly body: Uint8Array | string;
  /** Number of bytes after which the connection is closed. */
  readonly cutAfter?: number;
}

export type FileServer = Awaited<ReturnType<typeof serveFiles>>;

/** Starts a server on 127.0.0.1 for a map of files by path, which may change while it runs. Requests need its `authorization`, if set. */
export async function serveFiles() {
  const files = new Map<string, ServedFile>();
  const requests: { readonly path: string; readonly authorization: string | undefined }[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = decodeURIComponent(request.url ?? '');
    const { authorization } = request.headers;
    requests.push({ path, authorization });
    const isAllowed = served.authorization === undefined || authorization === served.authorization;
    const file = files.get(path);
    if (!isAllowed || file === undefined) return void response.writeHead(isAllowed ? 404 : 401).end();
    const body = Buffer.from(file.body);
    response.writeHead(200, { 'content-type': file.type, 'content-length': body.length });
    if (file.cutAfter === undefined) response.end(body);
    else response.write(body.subarray(0, file.cutAfter), () => response.destroy());
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const served = { url, files, requests, authorization: undefined as string | undefined, close };
  return served;
}

/** Release of a Python package. */
export interface PythonRelease {
  readonly name: string;
  readonly version: string;
  /** Headers of its metadata. */
  readonly metadata?: string;
  readonly modules: Readonly<Record<string, string>>;
  /** Default: a platform-independent wheel. */
  readonly kind?: 'wheel' | 'platform-wheel' | 'sdist';
  readonly isYanked?: boolean;
  /** Upload time (PEP 700). */
  readonly uploadTime?: string;
}

/** Serves the releases of one package under `/simple/`, as specified by PEP 691 and PEP 658. */
export function servePython({ files }: FileServer, name: string, releases: readonly PythonRelease[]): void {
  const listed = releases.map((release) => {
    const { file, body, metadata } = packPython(release);
    files.set(`/files/${file}`, { type: 'application/octet-stream', body });
    const isDescribed = release.kind !== 'sdist';
    if (isDescribed) files.set(`/files/${file}.metadata`, { type: 'text/plain', body: metadata });
    return {
      filename: file,
      url: `../../files/${file}`,
      hashes: { sha256: sha256(body) },
      ...(isDescribed && { 'core-metadata': { sha256: sha256(metadata) } }),
      yanked: release.isYanked ? 'broken' : false,
      ...(release.uploadTime !== undefined && { 'upload-time': release.uploadTime }),
    };
  });
  const body = JSON.stringify({ meta: { 'api-version': '1.1' }, name, files: listed });
  files.set(`/simple/${name}/`, { type: 'application/vnd.pypi.simple.v1+json', body });
}

function packPython({ name, version, metadata = '', modules, kind = 'wheel' }: PythonRelease) {
  const text = `Metadata-Version: 2.4\nName: ${name}\nVersion: ${version}\n${metadata}\n\nA description.\n`;
  const stem = `${name.replaceAll('-', '_')}-${version}`;
  if (kind === 'sdist') {
    const members = Object.entries({ ...modules, 'PKG-INFO': text }).map(([path, data]) => ({
      name: `${stem}/${path}`,
      data,
    }));
    return { file: `${stem}.tar.gz`, body: gzipSync(makeTar(members)), metadata: text };
  }
  const tag = kind === 'wheel' ? 'py3-none-any' : 'cp313-cp313-linux_x86_64';
  const entries = Object.entries({ ...modules, [`${stem}.dist-info/METADATA`]: text });
  const body = zipSync(Object.fromEntries(entries.map(([path, data]) => [path, strToU8(data)])));
  return { file: `${stem}-${tag}.whl`, body, metadata: text };
}

/** Serves a package under `/npm/`, in the format of npm's registry. */
export function serveNpm(
  { files, url }: FileServer,
  name: string,
  {
    latest,
    releases,
  }: {
    readonly latest: string;
    readonly releases: readonly { version: string; license?: unknown; files: Record<string, string> }[];
  },
): void {
  const versions = releases.map(({ version, license, files: contents }) => {
    const members = Object.entries(contents).map(([path, data]) => ({ name: `package/${path}`, data }));
    const body = gzipSync(makeTar(members));
    const path = `/npm/${name}/-/${version}.tgz`;
    files.set(path, { type: 'application/octet-stream', body });
    const integrity = `sha512-${createHash('sha512').update(body).digest('base64')}`;
    return [version, { name, version, license, dist: { tarball: `${url}${path}`, integrity } }] as const;
  });
  const body = JSON.stringify({ name, 'dist-tags': { latest }, versions: Object.fromEntries(versions) });
  files.set(`/npm/${name}`, { type: 'application/json', body });
}

function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}
