import { readFile } from 'node:fs/promises';
import { describeValue, LongrangeError } from '@longrange/errors';

/** A network that comes with a page. */
export interface PageModel {
  /** Name on the page. */
  readonly name: string;
  /** A `.safetensors` file with a vocabulary, as `writeSafetensors` of `@longrange/formats` writes it. */
  readonly bytes: Uint8Array;
}

/** A bracket to query, with its own text, such as one that a report lists as a failure. */
export interface PagePlace {
  /** Name in the list of places. */
  readonly name: string;
  readonly text: string;
  /** Offset of the opening bracket, in UTF-16 code units. */
  readonly opener: number;
}

/** Contents of a page. */
export interface PageOptions {
  readonly models: readonly PageModel[];
  /** Text that the page begins with; up to 100,000 characters, editing stays responsive. */
  readonly text: string;
  /** Brackets that a visitor can go to. */
  readonly places?: readonly PagePlace[];
  /** Id of the text's language, for networks whose files name none. */
  readonly language?: string | undefined;
}

/**
 * Returns the explorer as a single HTML page that makes no requests, with networks and an initial text embedded.
 *
 * @throws LongrangeError (exit code 2) `EXPLORER_PAGE`
 */
export async function explorerPage(options: PageOptions): Promise<string> {
  if (!isPage(options))
    throw new LongrangeError({
      code: 'EXPLORER_PAGE',
      message: `Expected networks with their names and bytes, a text and, if any, places with a name, a text and an opener and the id of a language, got ${describeValue(options)}.`,
      exitCode: 2,
    });
  const { models, text, places = [], language = null } = options;
  const template = await readFile(new URL('../page/explorer.html', import.meta.url), 'utf8');
  const inside = [
    ...models.map(
      ({ name, bytes }) =>
        `<script type="application/octet-stream" data-model="${inAttribute(name)}" data-file="model.safetensors">${Buffer.from(bytes).toString('base64')}</script>`,
    ),
    ...Object.entries({ text, places, language }).map(
      ([id, content]) =>
        `<script type="application/json" id="${id}">${inScript(JSON.stringify(content))}</script>`,
    ),
  ];
  return template.replace('<!-- models -->', () => inside.join('\n'));
}

/** Returns true if options have the documented types, which a caller in JavaScript may violate. */
function isPage(options: PageOptions): boolean {
  const { models, text, places = [], language = '' } = Object(options) as PageOptions;
  const areModels = (all: readonly PageModel[]) =>
    all.every(({ name, bytes }) => typeof name === 'string' && bytes instanceof Uint8Array);
  const arePlaces = (all: readonly PagePlace[]) =>
    all.every(
      (one) => [one.name, one.text].every((word) => typeof word === 'string') && Number.isInteger(one.opener),
    );
  return (
    Array.isArray(models) &&
    areModels(models) &&
    [text, language].every((word) => typeof word === 'string') &&
    Array.isArray(places) &&
    arePlaces(places)
  );
}

function inAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/** Escapes JSON so that no tag in it can end the script. */
function inScript(json: string): string {
  return json.replaceAll('<', String.raw`\u003c`);
}
