import { corpusError } from '../corpus-error.ts';

/** An index or registry that packages are asked of. */
export interface IndexLocation {
  /** Without credentials, ends in a slash. */
  readonly url: string;
  /** The header `Authorization` for a URL, undefined where it is none of the index's business. Never to be printed. */
  authorizationFor(url: string): string | undefined;
}

/**
 * Checks a configured URL and takes its credentials out.
 *
 * @param setting where it comes from, for errors; the URL itself is not shown where it cannot be read, since it may hold a password
 * @throws CORPUS_INDEX_URL
 */
export function parseIndexUrl(
  text: string,
  setting: string,
): { readonly url: string; readonly authorization?: string } {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw corpusError(
      'CORPUS_INDEX_URL',
      `Expected ${setting} to be a URL that starts with http:// or https://, got something else.`,
      'correct it there.',
    );
  }
  const { username, password } = url;
  url.username = '';
  url.password = '';
  url.hash = '';
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    url: url.href.endsWith('/') ? url.href : `${url.href}/`,
    ...(username !== '' && { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
  };
}
