/** Unexpected answer. */
export class Refusal extends Error {
  /** True if the same request may succeed later. */
  readonly mayPass: boolean;
  readonly hint: string | undefined;

  constructor(message: string, { mayPass = false, hint }: { mayPass?: boolean; hint?: string } = {}) {
    super(message);
    this.mayPass = mayPass;
    this.hint = hint;
  }
}

/** Bytes read of a body that is only inspected. */
const MOST_LOOKED_AT = 2 ** 16;
/** Maximum characters of a foreign host's name in messages. */
const HOST_CHARACTERS = 80;

/** Yields the pieces of an answer's body, up to `most` bytes; the length in its header is not that of the unpacked data. @throws `excess()` */
export async function* piecesOf(
  response: Response,
  most: number,
  excess: () => Error,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of bodyOf(response)) {
    bytes += piece.length;
    if (bytes > most) throw excess();
    yield piece;
  }
}

/** Reads the beginning of an unread body and discards the rest: a connection can be reused once the body is read or canceled. */
export async function beginningOf(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    if (response.bodyUsed) return '';
    for await (const piece of bodyOf(response)) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > MOST_LOOKED_AT) break;
    }
  } catch {}
  return new TextDecoder().decode(Buffer.concat(pieces));
}

/** Yields a body's pieces, and cancels the rest if the caller stops early. */
async function* bodyOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  if (reader === undefined) return;
  try {
    for (let got = await reader.read(); !got.done; got = await reader.read()) yield got.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Describes an answer with an unexpected status. */
export async function refusalOf(response: Response): Promise<Refusal> {
  const { status, headers, url } = response;
  if ([301, 302, 303, 307, 308].includes(status)) {
    const location = headers.get('location') ?? '';
    const host = URL.canParse(location, url) ? new URL(location, url).host.slice(0, HOST_CHARACTERS) : '';
    const to = host === '' ? '' : ` to ${host}`;
    return new Refusal(`status ${status}, a redirect${to}, which is not followed`, {
      hint: 'set AWS_REGION to where the bucket is, or AWS_ENDPOINT_URL to the service itself.',
    });
  }
  const code = /<Code>(\w{1,64})<\/Code>/.exec(await beginningOf(response))?.[1];
  return new Refusal(`status ${status}${code === undefined ? '' : ` ${code}`}`, {
    // 409: a simultaneous request for this name was in progress, which may have failed.
    mayPass: status >= 500 || [408, 409, 429].includes(status),
  });
}

const MOST_TOKEN_CHARACTERS = 8192;

/** Page of a bucket's contents: keys that can be decoded, and the token for the next page, if any. */
export type ListPage = NonNullable<ReturnType<typeof parseListPage>>;

/** Parses a page of a list, in linear time; null for any other answer, such as a page of HTML. Its content is not trusted, so other XML in it does not matter. */
export function parseListPage(xml: string) {
  const text = xml.replace(/^\s*<\?xml[^<>]*\?>/, '').trim();
  const isWhole = text.endsWith('</ListBucketResult>') || /^<ListBucketResult[^<>]*\/>$/.test(text);
  if (!isWhole || !/^<ListBucketResult[\s/>]/.test(text)) return null;
  const next = textIn('NextContinuationToken', text);
  const isCut = /<NextContinuationToken|<IsTruncated>true</.test(text);
  if ((isCut && !next) || (next?.length ?? 0) > MOST_TOKEN_CHARACTERS) return null;
  const [, ...contents] = text.split('<Contents>');
  return { keys: contents.flatMap((one) => textIn('Key', one) ?? []), next };
}

function textIn(tag: string, text: string): string | undefined {
  const [, value] = new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(text) ?? [];
  return value === undefined ? undefined : decoded(value);
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** Decodes character references; undefined for one that does not exist. */
function decoded(text: string): string | undefined {
  let isKnown = true;
  const characters = text.replace(
    /&(?:([a-z]+)|#(\d{1,7})|#x([\da-fA-F]{1,6}));|&/g,
    (_, name?: string, decimal?: string, hexadecimal?: string) => {
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
      const character =
        name === undefined ? characterOf(code) : Object.hasOwn(named, name) ? named[name] : undefined;
      isKnown &&= character !== undefined;
      return character ?? '';
    },
  );
  return isKnown ? characters : undefined;
}

function characterOf(code: number): string | undefined {
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
  return isCharacter ? String.fromCodePoint(code) : undefined;
}
