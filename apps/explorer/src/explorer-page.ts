import { readFile } from 'node:fs/promises';
import { checkArgument } from '@longrange/errors';

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
  /** Offset of the opening bracket that the page queries first, in UTF-16 code units. */
  readonly opener?: number | undefined;
  /** Plain sentences about that bracket: how it was chosen, and how typical it is. */
  readonly note?: string | undefined;
  /** Brackets that a visitor can go to. */
  readonly places?: readonly PagePlace[];
  /** Id of the text's language, for networks whose files name none. */
  readonly language?: string | undefined;
}

/**
 * Returns the explorer as a single HTML page that makes no requests, with networks and an initial text embedded.
 *
 * @throws LongrangeError `ARGUMENT_INVALID` (exit code 2) for models without bytes
 */
export async function explorerPage(options: PageOptions): Promise<string> {
  const { models, text, opener, note, places = [], language } = options;
  const areModels = models?.every(({ bytes }) => bytes instanceof Uint8Array) === true;
  checkArgument(areModels, 'models', 'a list of `{ name, bytes }`, bytes in a Uint8Array', models);
  const template = await readFile(new URL('../page/explorer.html', import.meta.url), 'utf8');
  const inside = [
    ...models.map(
      ({ name, bytes }) =>
        `<script type="application/octet-stream" data-model="${inAttribute(name)}" data-file="model.safetensors">${Buffer.from(bytes).toString('base64')}</script>`,
    ),
    ...Object.entries({ text, opener, note, places, language }).map(
      ([id, content]) =>
        `<script type="application/json" id="${id}">${inScript(JSON.stringify(content ?? null))}</script>`,
    ),
  ];
  return template.replace('<!-- models -->', () => inside.join('\n'));
}

function inAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/** Escapes JSON so that no tag in it can end the script. */
function inScript(json: string): string {
  return json.replaceAll('<', String.raw`\u003c`);
}
