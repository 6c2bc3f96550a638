import { LongrangeError } from '@longrange/errors';

/**
 * Loads what an optional npm package provides.
 * @throws LongrangeError `ORACLE_UNAVAILABLE`
 */
export async function loadOraclePackage<T>(name: string, title: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new LongrangeError({
      code: 'ORACLE_UNAVAILABLE',
      message: `Expected the npm package ${name} to run ${title}, got: ${(cause as Error).message.split('\n')[0]}`,
      hint: `run \`npm install ${name}\`, or leave out --oracle.`,
      cause,
      exitCode: 2,
    });
  }
}
