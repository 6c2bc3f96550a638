import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { LongrangeError } from '@longrange/errors';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { loadCorpus } from '../load-corpus.ts';
import { temporaryFolder } from '../testing/helpers.ts';
import { parseIndexUrl } from './index-config.ts';

const PASSWORD = 'pass"word/of-a-test';
const spellings = [PASSWORD, encodeURIComponent(PASSWORD), JSON.stringify(PASSWORD).slice(1, -1)];
const BASIC = Buffer.from(`me:${PASSWORD}`).toString('base64');
const nested = (depth: number) => `${'['.repeat(depth)}"MIT"${']'.repeat(depth)}`;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(handler: Handler) {
  const authorizations: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    authorizations.push(request.headers.authorization);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, authorizations };
}

const say =
  (body: string, type = 'application/vnd.pypi.simple.v1+json', status = 200): Handler =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': type }).end(body);

beforeEach(async () => void vi.stubEnv('LONGRANGE_CACHE', await temporaryFolder()));
afterEach(() => void vi.unstubAllEnvs());

async function failureOf(source: string): Promise<LongrangeError> {
  const error = await loadCorpus({ sources: [source], extensions: ['.py', '.js'] }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(LongrangeError);
  for (const secret of [...spellings, BASIC]) expect(inspect(error, { depth: 9 })).not.toContain(secret);
  return error as LongrangeError;
}

function askPypi(host: string): Promise<LongrangeError> {
  vi.stubEnv('PIP_INDEX_URL', `http://me:${encodeURIComponent(PASSWORD)}@${host}/simple/`);
  return failureOf('pypi:lib');
}

function askNpm(host: string): Promise<LongrangeError> {
  vi.stubEnv('npm_config_registry', `http://me:${encodeURIComponent(PASSWORD)}@${host}/`);
  return failureOf('npm:lib');
}

// reliability: packages
it.each([
  ...['http://me:%zzsecret@host/', 'http://me:%ffsecret@host/', 'http://me:secret@host:99999/', 'http://'],
  ...['file:///secret', 'secret', 'http:// /secret', ''],
])('refuses the address %s in one sentence that does not show it', (text) => {
  const read = () => parseIndexUrl(text, 'PIP_INDEX_URL');
  expect(read).toThrow(expect.objectContaining({ code: 'CORPUS_INDEX_URL', exitCode: 2 }));
  expect(read).toThrow(
    /^Expected PIP_INDEX_URL to be a URL that starts with http:\/\/ or https:\/\/, got something else\.$/,
  );
});

// reliability: packages, index-writer
describe('an index that means harm', () => {
  const hashes = { sha256: '0'.repeat(64) };
  const file = (more: object) =>
    say(JSON.stringify({ files: [{ filename: 'lib-1.0.tar.gz', url: 'x', hashes, ...more }] }));

  it.each<[string, Handler]>([
    ['a password in place of JSON', say(PASSWORD)],
    ['a password in an error', say(PASSWORD, 'text/plain', 401)],
    ['a password as its kind', say('{}', `text/${BASIC}`)],
    ['JSON of another kind', say(`"${PASSWORD.replace('"', '\\"')}"`)],
    ['50,000 layers in an object', say(`{"files":${nested(50_000)}}`)],
    ['a name of a file with a path', file({ filename: '../../lib-1.0.tar.gz' })],
    ['no hash', file({ hashes: {} })],
    ['an address that is none', file({ url: 'http://[' })],
    ['the address of a file', file({ url: 'file:///etc/passwd' })],
    ['an address with the password in it', file({ url: `ftp://x/${encodeURIComponent(PASSWORD)}` })],
    ['an address of metadata', file({ url: 'http://[', 'core-metadata': true })],
  ])('gives one error for %s', async (_, handler) => {
    const { host, authorizations } = await serve(handler);
    expect((await askPypi(host)).code).toBe('CORPUS_INDEX');
    expect(authorizations[0]).toBe(`Basic ${BASIC}`);
  });

  it.each([
    ['1,000 layers of licenses', '1.0.0', `"license":${nested(1000)},"dist":{"tarball":"http://["}`],
    ['an address that is none', '1.0.0', `"dist":{"tarball":"http://[","integrity":"sha512-AAAA"}`],
    ['no hash', '1.0.0', '"dist":{"tarball":"x"}'],
    ['a path as its version', '../x', '"dist":{"tarball":"x","integrity":"sha512-AAAA"}'],
  ])('gives one error for a package of npm with %s', async (_, version, fields) => {
    const body = `{"dist-tags":{"latest":"${version}"},"versions":{"${version}":{${fields}}}}`;
    const { host } = await serve(say(body, 'application/json'));
    expect((await askNpm(host)).code).toBe('CORPUS_INDEX');
  });

  it('that keeps its files elsewhere gets no credentials there', async () => {
    const elsewhere = await serve(say('no', 'text/plain', 403));
    const { host, authorizations } = await serve(file({ url: `http://${elsewhere.host}/lib-1.0.tar.gz` }));
    await askPypi(host);
    expect(authorizations).toEqual([`Basic ${BASIC}`]);
    expect(elsewhere.authorizations).toEqual([undefined]);
  });

  it.each([301, 307])('that sends on with %i gets no credentials there', async (status) => {
    const elsewhere = await serve(say('no', 'text/plain', 403));
    const { host, authorizations } = await serve(
      (_, response) =>
        void response.writeHead(status, { location: `http://${elsewhere.host}/simple/lib/` }).end(),
    );
    await askPypi(host);
    await askNpm(host);
    expect(authorizations).toEqual([`Basic ${BASIC}`, `Basic ${BASIC}`]);
    expect(elsewhere.authorizations).toEqual([undefined, undefined]);
  });
});
