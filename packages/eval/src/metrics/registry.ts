import { controlFlow } from './control-flow/control-flow.ts';
import { degeneration } from './degeneration/degeneration.ts';
import { delimiters } from './delimiters/delimiters.ts';
import { imports } from './imports/imports.ts';
import { indentation } from './indentation/indentation.ts';
import { memorization } from './memorization/memorization.ts';
import { names } from './names/names.ts';
import { oracle } from './oracle/oracle.ts';
import { parse } from './parse/parse.ts';
import { strings } from './strings/strings.ts';

/** All metrics of text, in the order of their fields in a subject. */
export const registered = [
  degeneration,
  delimiters,
  indentation,
  strings,
  controlFlow,
  names,
  parse,
  oracle,
  memorization,
  imports,
] as const;
