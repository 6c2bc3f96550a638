import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cudaRequirements, installTensorFlow } from './install-library.ts';
import { unpackWheel } from './wheel.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'longrange-tensorflow-'));
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const platform = `${process.platform}-${process.arch}`;

if (platform === 'linux-x64') describe('installTensorFlow', describeErrors);
else
  it('installTensorFlow says where it works', async () => {
    await expect(installTensorFlow({ device: 'cpu' })).rejects.toMatchObject({ code: 'NATIVE_PLATFORM' });
  });

function describeErrors(): void {
  it('says what is missing, before it writes anything', async () => {
    vi.stubEnv('CXX', join(folder, 'no-compiler'));
    await expect(installTensorFlow({ device: 'cpu' })).rejects.toMatchObject({
      code: 'NATIVE_COMPILER',
      hint: expect.stringContaining('apt-get install g++'),
    });
    // Any program that answers --version.
    vi.stubEnv('CXX', process.execPath);
    await expect(installTensorFlow({ device: 'cpu', wheel: join(folder, 'none.whl') })).rejects.toMatchObject(
      {
        code: 'NATIVE_WHEEL',
        message: expect.stringContaining('found no such file'),
      },
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says what to do where Python has no pip, and leaves nothing', async () => {
    vi.stubEnv('CXX', process.execPath);
    vi.stubEnv('LONGRANGE_PYTHON', '/bin/false');
    await expect(installTensorFlow({ device: 'cpu' })).rejects.toMatchObject({
      code: 'NATIVE_PIP',
      hint: expect.stringContaining('--wheel'),
    });
    expect(readdirSync(join(folder, 'cache/longrange'))).toEqual([]);
  });

  // reliability: folder-writer
  it('runs pip in the home folder, where no file of the current one takes its place', async () => {
    vi.stubEnv('CXX', process.execPath);
    const python = join(folder, 'python');
    writeFileSync(python, `#!/bin/sh\npwd -P >>"${join(folder, 'folders')}"\n[ "$3" = --version ]\n`);
    chmodSync(python, 0o755);
    vi.stubEnv('LONGRANGE_PYTHON', python);
    await expect(installTensorFlow({ device: 'cpu' })).rejects.toMatchObject({ code: 'NATIVE_DOWNLOAD' });
    const home = realpathSync(homedir());
    expect(readFileSync(join(folder, 'folders'), 'utf8')).toBe(`${home}\n${home}\n`);
  });

  it('refuses a file that is not the wheel', async () => {
    vi.stubEnv('CXX', process.execPath);
    const wheel = join(folder, 'other.whl');
    writeFileSync(wheel, 'other');
    await expect(installTensorFlow({ device: 'cpu', wheel })).rejects.toMatchObject({
      code: 'NATIVE_WHEEL',
      message: expect.stringMatching(
        / to be tensorflow_cpu-2\.21\.0-\S+ with the SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}\.$/,
      ),
    });
    expect(readdirSync(join(folder, 'cache/longrange'))).toEqual([]);
  });
}

it('unpackWheel takes the libraries and the headers of the C API, and tells the metadata', () => {
  const wanted = [
    'tensorflow/libtensorflow_cc.so.2',
    'tensorflow/libtensorflow_framework.so.2',
    'tensorflow/include/tensorflow/c/eager/c_api.h',
    'tensorflow/include/tensorflow/core/platform/ctstring.h',
  ];
  const others = [
    'tensorflow/__init__.py',
    'tensorflow/include/tensorflow/core/framework/op.h',
    '../../c_api.h',
  ];
  const content = (name: string) => strToU8(name.repeat(1000));
  const metadata =
    'Name: tensorflow\nRequires-Dist: a<2.0,>=1.5 ; extra == "and-cuda"\nRequires-Dist: numpy\n';
  const files = Object.fromEntries([...wanted, ...others].map((name) => [name, content(name)]));
  const wheel = join(folder, 'a.whl');
  writeFileSync(wheel, zipSync({ ...files, 'tensorflow-2.21.0.dist-info/METADATA': strToU8(metadata) }));
  const target = join(folder, 'unpacked');
  expect(unpackWheel(wheel, target)).toBe(metadata);
  const found = readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  expect(found.sort()).toEqual(wanted.map((name) => join(target, name)).sort());
  for (const name of wanted) expect(readFileSync(join(target, name)).equals(content(name)), name).toBe(true);
  expect(cudaRequirements(metadata)).toEqual(['a<2.0,>=1.5']);
});
