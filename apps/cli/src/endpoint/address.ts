/** A model behind an endpoint that speaks OpenAI's API. */
export interface EndpointAddress {
  /** With the version in it, without a slash at its end: `http://127.0.0.1:8000/v1`. */
  readonly base: string;
  /** What the server calls the model. */
  readonly model: string;
}

/** `openai:URL#NAME` is one. */
export const ENDPOINT_FORM = 'openai:URL#NAME';

/**
 * Reads `openai:URL#NAME`. An address without a path gets `/v1`.
 * @returns what is wrong with it where it cannot be read
 */
export function readAddress(words: string): EndpointAddress | string {
  const [, address, model] = /^openai:([^#]+)#(.+)$/s.exec(words) ?? [];
  if (address === undefined || model === undefined || !URL.canParse(address))
    return `Expected ${ENDPOINT_FORM}, such as openai:http://127.0.0.1:8000/v1#my-model, got ${words}.`;
  const url = new URL(address);
  // The words are not repeated: they may have a password in them.
  if (url.username !== '' || url.password !== '' || url.search !== '')
    return `Expected ${ENDPOINT_FORM} without a user, a password or a query in the URL: a key belongs in the environment variable LONGRANGE_API_KEY.`;
  if (!/^https?:$/.test(url.protocol)) return `Expected a URL of http or https, got ${url.protocol}//.`;
  const path = url.pathname.replace(/\/+$/, '');
  return { base: `${url.origin}${path === '' ? '/v1' : path}`, model };
}

/**
 * The key for an endpoint: LONGRANGE_API_KEY; and OPENAI_API_KEY for OpenAI's own, to which alone it belongs.
 * @param environment such as `process.env`
 */
export function keyFor(
  { base }: Pick<EndpointAddress, 'base'>,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { LONGRANGE_API_KEY, OPENAI_API_KEY } = environment;
  const isOpenAi = new URL(base).origin === 'https://api.openai.com';
  return LONGRANGE_API_KEY || (isOpenAi ? OPENAI_API_KEY : undefined) || undefined;
}
