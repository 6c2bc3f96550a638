import { describeValue, keepSecretsOf, LongrangeError } from '@longrange/errors';
import { isSafePath } from './store.ts';

/**
 * Reads the location of a store, and the credentials for it from the environment, under the names that Amazon's programs use.
 *
 * @param url `s3://bucket/prefix`
 * @throws LongrangeError `USAGE` (exit code 2), without showing a secret
 */
export function s3Address(url: string, environment: NodeJS.ProcessEnv) {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 } = environment;
  const keys = { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN };
  keepSecretsOf({ ...keys, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 }, [url]);
  const [, bucket, path = ''] =
    /^s3:\/\/(?=[^/]{2,63}(?:\/|$))([a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*)(?:\/(.*))?$/s.exec(url) ?? [];
  if (bucket === undefined) throw usage(`Expected s3://BUCKET/PREFIX, got ${describeValue(url)}.`);
  const prefix = path.replace(/\/+$/, '');
  if (prefix !== '' && !isSafePath(prefix))
    throw usage(
      `Expected the prefix of s3://BUCKET/PREFIX to be names of letters, digits, spaces and . _ - @ + = , ( ) with / between them, got ${describeValue(prefix)}.`,
    );
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY)
    throw usage(
      `Expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment for ${url}, got none.`,
    );
  for (const [name, value] of Object.entries(keys))
    if (value && !/^[\x21-\x7e]+$/.test(value))
      throw usage(
        `Expected ${name} to be ASCII characters without a space or a line break, got one with others.`,
      );
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || 'us-east-1';
  if (!/^[\w-]{1,64}$/.test(region))
    throw usage(`Expected AWS_REGION to be letters, digits and -, got ${describeValue(region)}.`);
  const endpoint =
    endpointIn('AWS_ENDPOINT_URL_S3', AWS_ENDPOINT_URL_S3) ??
    endpointIn('AWS_ENDPOINT_URL', AWS_ENDPOINT_URL);
  return {
    // With a custom endpoint, the bucket is part of the path, which all services understand.
    url: endpoint === undefined ? `https://${bucket}.s3.${region}.amazonaws.com` : `${endpoint}/${bucket}`,
    prefix: prefix === '' ? '' : `${prefix}/`,
    ...{ region, accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
    sessionToken: AWS_SESSION_TOKEN || undefined,
  };
}

function endpointIn(name: string, text: string | undefined): string | undefined {
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Text after these characters may be a secret.
  const isBare = !/[@?#]/.test(text);
  if (url !== undefined && isBare && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw usage(
    `Expected ${name} to be http://HOST or https://HOST without a user, a password, ? and #, got ${isBare ? describeValue(text) : 'one with @, ? or #'}.`,
  );
}

function usage(message: string): LongrangeError {
  return new LongrangeError({ code: 'USAGE', message, exitCode: 2 });
}
