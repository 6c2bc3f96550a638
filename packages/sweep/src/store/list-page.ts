/** One page of what is in a bucket. */
export interface ListPage {
  /** Without those whose characters cannot be told. */
  readonly keys: readonly string[];
  /** Asks for the next page; undefined on the last one. */
  readonly next: string | undefined;
}

/** A tag or a text. What else XML has (comments, CDATA, a type of its own) no service sends in a list. */
const TOKEN = /<(\/?)([A-Za-z_][\w:.-]*)(?:\s[^<>]*?)?(\/?)>|([^<]+)/gy;
const MOST_DEPTH = 16;
const MOST_TOKEN_CHARACTERS = 8192;

/** Reads a service's answer to a request for a list; null if it is none, such as a page of HTML. */
export function parseListPage(xml: string): ListPage | null {
  const text = xml.replace(/^\s*<\?xml[^<>]*\?>/, '').trim();
  const keys: string[] = [];
  const open: string[] = [];
  const ofPage = new Map<string, string | undefined>();
  let content = '';
  let end = 0;
  for (const { 0: token, 1: slash, 2: name = '', 3: selfClosing, 4: characters, index } of text.matchAll(
    TOKEN,
  )) {
    const isFirst = index === 0;
    end = index + token.length;
    if (open.length === 0 && !(isFirst && name === 'ListBucketResult' && slash === '')) return null;
    if (characters !== undefined) {
      content += characters;
      continue;
    }
    if (slash === '') {
      if (open.push(name) > MOST_DEPTH) return null;
      content = '';
    }
    if (slash === '' && selfClosing === '') continue;
    if (open.pop() !== name) return null;
    const value = decoded(content);
    content = '';
    if (open.length === 1) ofPage.set(name, value);
    if (open.length === 2 && open[1] === 'Contents' && name === 'Key' && value !== undefined)
      keys.push(value);
  }
  const next = ofPage.get('NextContinuationToken');
  const isCut = ofPage.get('IsTruncated') === 'true' || ofPage.has('NextContinuationToken');
  const isWhole = text !== '' && end === text.length && open.length === 0;
  if (!isWhole || (isCut && !next) || (next?.length ?? 0) > MOST_TOKEN_CHARACTERS) return null;
  return { keys, next };
}

const named = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['amp', '&'],
]);

/** Undefined where it has a reference to a character that there is not. */
function decoded(text: string): string | undefined {
  let isKnown = true;
  const characters = text.replace(
    /&(?:([a-z]+)|#(\d{1,7})|#x([\da-fA-F]{1,6}));|&/g,
    (_, name?: string, decimal?: string, hexadecimal?: string) => {
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
      const character = name === undefined ? characterOf(code) : named.get(name);
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
