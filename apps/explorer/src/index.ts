import { readFile } from 'node:fs/promises';

/** A network that comes with a page. */
export interface PageModel {
  /** Name on the page. */
  readonly name: string;
  /** A `.safetensors` file with a vocabulary, as `writeSafetensors` of `@longrange/formats` writes it. */
  readonly bytes: Uint8Array;
}

/** A bracket to ask about in a text of its own, such as one that a report lists as a failure. */
export interface PagePlace {
  /** Name in the list of places. */
  readonly name: string;
  readonly text: string;
  /** Offset of the opening bracket, in UTF-16 code units. */
  readonly opener: number;
}

/**
 * Returns the explorer as one HTML page that requests nothing, with networks and a first text inside.
 *
 * @param text what the page begins with; 100,000 characters stay fluid
 * @param places brackets that a visitor can go to
 */
export async function explorerPage({
  models,
  text,
  places = [],
}: {
  readonly models: readonly PageModel[];
  readonly text: string;
  readonly places?: readonly PagePlace[];
}): Promise<string> {
  const template = await readFile(new URL('../page/explorer.html', import.meta.url), 'utf8');
  const inside = [
    ...models.map(
      ({ name, bytes }) =>
        `<script type="application/octet-stream" data-model="${inAttribute(name)}" data-file="model.safetensors">${Buffer.from(bytes).toString('base64')}</script>`,
    ),
    `<script type="application/json" id="text">${inScript(JSON.stringify(text))}</script>`,
    `<script type="application/json" id="places">${inScript(JSON.stringify(places))}</script>`,
  ];
  return template.replace('<!-- models -->', () => inside.join('\n'));
}

function inAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/** JSON in which no tag can end the script. */
function inScript(json: string): string {
  return json.replaceAll('<', String.raw`\u003c`);
}
