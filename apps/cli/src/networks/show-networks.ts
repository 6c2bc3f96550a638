import { nearest } from '@longrange/errors';
import type { ModelConfig, Network } from '@longrange/model';
import { networkNamed, networkSettings, networks, parameterBytes } from '@longrange/model/internal';
import { resolveSettings } from '@longrange/trainer/internal';
import { z } from 'zod';
import { fieldsOf, valuesOf } from '../cli/flags.ts';
import { wrongUsage } from '../cli/wrong-usage.ts';
import type { NetworksOptions } from '../options/train-options.ts';
import { formatCount } from '../terminal/format.ts';
import { invocation } from '../terminal/invocation.ts';
import { createReporter } from '../terminal/reporter.ts';

/** Vocabulary to count parameters with: as many characters as the standard library has. */
const vocabulary = Array.from({ length: 96 }, (_, index) => String.fromCodePoint(32 + index));

/** `longrange networks` */
export async function runNetworks({ network, ...options }: NetworksOptions): Promise<0> {
  const reporter = createReporter(process.stdout);
  const name = network ?? options.set.findLast((one) => one.startsWith('network='))?.slice('network='.length);
  if (name === undefined) reporter.text(networksHelp());
  else reporter.text(describeNetwork(find(name), options));
  return 0;
}

/** All networks, a line each. */
export function networksHelp(): string {
  const widest = Math.max(...networks().map(({ name }) => name.length));
  return [
    'Networks (--set network=NAME):',
    ...networks().map(({ name, title, summary = title }) => `  ${name.padEnd(widest)}  ${summary}`),
    '',
    `${invocation(['networks', 'NAME'])} shows the settings of one.`,
  ].join('\n');
}

function find(name: string): Network {
  const network = networkNamed(name);
  if (network !== undefined) return network;
  const names = networks().map((one) => one.name);
  const meant = nearest(name, names);
  throw wrongUsage({
    code: 'NETWORK_UNKNOWN',
    message: `Expected a network (${names.join(', ')}), got \`${name}\`.${meant === undefined ? '' : ` Did you mean \`${meant}\`?`}`,
  });
}

/** Settings of a network with their values, meanings and limits; its size; an example. */
function describeNetwork(network: Network, { preset, set }: Omit<NetworksOptions, 'network'>): string {
  const { name, title, summary, inspect, exporters } = network;
  const config = resolveSettings({ preset, set: [...set, `network=${name}`] });
  const model: Record<string, unknown> = config.model;
  const { network: _, ...fields } = fieldsOf(z.strictObject(networkSettings(network)));
  const parameters = parameterBytes({ ...config.model, vocabulary } as unknown as ModelConfig) / 4;
  const formats = ['safetensors', ...(['keras', 'onnx'] as const).filter((one) => exporters?.[one])];
  const example = ['train', '--set', `network=${name}`, `layers=${model.layers}`, `units=${model.units}`];
  return [
    summary === undefined ? title : `${title}: ${summary}.`,
    '',
    `Settings, with their values in the preset ${config.preset}:`,
    ...Object.entries(fields).flatMap(([key, field]) => [
      `  ${key}=${JSON.stringify(model[key])}  (${valuesOf(field)})`,
      `      ${field.description}`,
    ]),
    '',
    `Parameters   ${formatCount(parameters)}, with ${vocabulary.length} characters`,
    `Exports to   ${formats.join(', ')}`,
    `Its units    ${inspect === undefined ? 'are not measured (metric 16)' : 'are measured, too (metric 16)'}`,
    `Example      ${invocation(example)}`,
  ].join('\n');
}
