import { LongrangeError } from '@longrange/errors';

/** BullMQ works from 5.0 on, and recommends this. */
const OLDEST = [6, 2] as const;

/**
 * Reads what `INFO` says.
 *
 * @param shown the address
 * @returns what people should know who keep a queue in this Redis
 * @throws LongrangeError `REDIS_TOO_OLD`
 */
export function checkServer(info: string, shown: string): string | undefined {
  const version = fieldOf(info, 'redis_version') ?? '';
  const [major = Number.NaN, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new LongrangeError({
      code: 'REDIS_TOO_OLD',
      message: `Expected Redis ${OLDEST.join('.')} or newer at ${shown}, got ${version}.`,
    });
  }
  const policy = fieldOf(info, 'maxmemory_policy') ?? 'noeviction';
  if (policy === 'noeviction') return undefined;
  return `redis: ${shown} drops keys when its memory is full (maxmemory-policy ${policy}), jobs among them; redis-cli CONFIG SET maxmemory-policy noeviction keeps them.`;
}

function fieldOf(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}
