import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { TENSORFLOW_VERSION, type Wheel } from '../versions.ts';
import { runProgram, tellingLine } from './run-program.ts';

/** Whatever Python runs pip: the one for which the wheels are. */
const TARGET = ['--only-binary=:all:', '--platform=manylinux_2_27_x86_64', '--python-version=3.12'];
const QUIET = ['--disable-pip-version-check', '--no-input', '--quiet', '--no-cache-dir'];

/**
 * Downloads a wheel with pip, from the index that it is configured for.
 *
 * @returns its path in `folder`
 * @throws LongrangeError `NATIVE_PIP`, `NATIVE_DOWNLOAD`
 */
export async function downloadWheel(wheel: Wheel, folder: string): Promise<string> {
  const requirement = `${wheel.project}==${TENSORFLOW_VERSION}`;
  await pip(['download', ...QUIET, ...TARGET, '--no-deps', `--dest=${folder}`, requirement], requirement);
  return join(folder, wheel.file);
}

/**
 * Puts packages, without what they depend on, into a folder.
 *
 * @param requirements as in a package's metadata: `nvidia-cudnn-cu12<10.0,>=9.3.0.75`
 * @throws LongrangeError `NATIVE_PIP`, `NATIVE_DOWNLOAD`
 */
export async function installInto(folder: string, requirements: readonly string[]): Promise<void> {
  await pip(
    // The platform of NVIDIA's wheels is an older one, so that theirs are named, too.
    [
      ...[
        'install',
        ...QUIET,
        ...TARGET,
        '--platform=manylinux2014_x86_64',
        '--platform=manylinux_2_17_x86_64',
      ],
      ...['--no-deps', `--target=${folder}`, ...requirements],
    ],
    "NVIDIA's libraries",
  );
}

async function pip(parameters: readonly string[], what: string): Promise<void> {
  const python = process.env.LONGRANGE_PYTHON || 'python3';
  const { succeeded: there } = await runProgram(python, ['-m', 'pip', '--version']);
  if (!there) {
    throw new LongrangeError({
      code: 'NATIVE_PIP',
      message: `Expected ${python} to have pip, which downloads ${what}, but \`${python} -m pip --version\` failed.`,
      hint: 'install it (Debian: apt-get install python3-pip), set LONGRANGE_PYTHON to a Python that has it, or name a wheel that was downloaded elsewhere with --wheel.',
    });
  }
  const { succeeded, output } = await runProgram(python, ['-m', 'pip', ...parameters]);
  if (succeeded) return;
  const full = /no space left/i.test(output);
  throw new LongrangeError({
    code: full ? 'NATIVE_DISK' : 'NATIVE_DOWNLOAD',
    message: `Expected pip to download ${what}, got: ${tellingLine(output)}`,
    hint: full
      ? 'free some space, or set XDG_CACHE_HOME to a folder on another disk.'
      : 'check the network and the index of pip (pip config list), or name a wheel that was downloaded elsewhere with --wheel.',
  });
}
