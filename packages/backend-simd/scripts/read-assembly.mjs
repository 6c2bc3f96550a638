// Reads the declarations in assembly/: jobs with their parameters, and the classes and enumerations that TypeScript must know, from the
// syntax tree of AssemblyScript's own parser.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import assemblyscript from 'assemblyscript';

const { NodeKind } = assemblyscript;
/** Types of a 32-bit word. */
const TYPES = ['i32', 'usize', 'bool', 'f32'];

function statementsOf(folder, file) {
  const program = assemblyscript.newProgram(assemblyscript.newOptions());
  assemblyscript.parse(program, readFileSync(join(folder, file), 'utf8'), file, true);
  return program.sources[0].statements;
}

function declaration(folder, file, name) {
  const found = statementsOf(folder, file).find((statement) => statement.name?.text === name);
  if (found === undefined) throw new Error(`assembly/${file}: expected a declaration of ${name}, got none`);
  return found;
}

/** Name and type of a parameter or field. */
function word(owner, { name, type }) {
  const typeName = type.name.identifier.text;
  if (TYPES.includes(typeName)) return [name.text, typeName];
  throw new Error(`${owner}.${name.text}: expected a type of 32 bits (${TYPES.join(', ')}), got ${typeName}`);
}

/** Returns the jobs, name and words, in the order of their numbers. */
export function readJobs(folder) {
  const lists = statementsOf(folder, 'jobs.ts').filter(({ kind }) => kind === NodeKind.Export);
  return lists.flatMap(({ members, path }) =>
    members.map(({ localName: { text: name } }) => {
      const { parameters } = declaration(folder, `${path.value}.ts`, name).signature;
      const words = parameters.map((parameter) => word(name, parameter));
      const ending = words.splice(-2).map(([parameter]) => parameter);
      if (ending.join() !== 'thread,threads') throw new Error(`${name} must end with thread and threads`);
      const own = words.findIndex(([parameter]) => parameter === 'scratch');
      if (own >= 0) words.splice(own + 1, 0, ['scratchBytes', 'usize']);
      return { name, words };
    }),
  );
}

/** Returns the fields of a class. */
export function readClass(folder, file, name) {
  return declaration(folder, file, name).members.map((member) => word(name, member));
}

/** Returns the names of an enumeration, numbered from 0. */
export function readEnum(folder, file, name) {
  return declaration(folder, file, name).values.map((value) => value.name.text);
}
