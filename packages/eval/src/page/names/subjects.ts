import type { MetricKey } from '../../metrics/metrics.ts';
import type { Subject } from '../../metrics/subject-schema.ts';
import type { Result } from '../../result/schema.ts';
import { isOfLanguage } from './language.ts';

const shortNames: Record<Subject['id'], string> = {
  model: 'model',
  real: 'real code',
  ngram: 'n-gram',
  text: 'text',
};

/** Reading order: what is under test first, then the ceiling, then the rest. */
const order: readonly Subject['id'][] = ['model', 'text', 'real', 'ngram'];

/** A subject with the name that charts, tables and sentences call it by. */
export interface NamedSubject {
  name: string;
  subject: Subject;
}

/** Parts of a subject, each of which may not have been measured. */
export type OptionalPart = MetricKey;

export type SubjectWith<K extends OptionalPart> = Subject & { [P in K]: NonNullable<Subject[P]> };

export interface NamedSubjectWith<K extends OptionalPart> extends NamedSubject {
  subject: SubjectWith<K>;
}

/** The subjects on which this was measured, in reading order. */
export function subjectsWith<K extends OptionalPart>(result: Result, part: K): NamedSubjectWith<K>[] {
  return namedSubjects(result).filter((named): named is NamedSubjectWith<K> => named.subject[part] != null);
}

/** Short names. That of an n-gram says its order, where its label does. */
function namesOf(result: Pick<Result, 'subjects'>): Record<Subject['id'], string> {
  const label = result.subjects.find(({ id }) => id === 'ngram')?.label ?? '';
  return {
    ...shortNames,
    ...(isOfLanguage(result) ? {} : { real: 'real text' }),
    ngram: /\d+-gram/.exec(label)?.[0] ?? shortNames.ngram,
  };
}

/** What the n-gram beside the model is called. */
export function ngramName(result: Pick<Result, 'subjects'>): string {
  return namesOf(result).ngram;
}

/** All subjects in reading order. Two of one kind are told apart by their labels. */
export function namedSubjects(result: Result): NamedSubject[] {
  const names = namesOf(result);
  const sorted = [...result.subjects].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  return sorted.map((subject) => {
    const isOnly = sorted.filter(({ id }) => id === subject.id).length === 1;
    return { subject, name: isOnly ? names[subject.id] : `${names[subject.id]} ${subject.label}` };
  });
}

/** The subject that the report is about: the model, else the user's text, else whatever there is. */
export function primarySubject(result: Result): NamedSubject {
  return namedSubjects(result)[0]!;
}

export function findSubject(result: Result, id: Subject['id']): NamedSubject | undefined {
  return namedSubjects(result).find(({ subject }) => subject.id === id);
}

/** As the grammatical subject of a sentence. */
export function inSentence({ subject, name }: NamedSubject): string {
  if (/^\d*n?-gram$/.test(name)) return `the ${name}`;
  return (subject.id === 'model' || subject.id === 'text') && name === shortNames[subject.id]
    ? `this ${name}`
    : name;
}

/** What a document of this subject is called. */
export function documentNoun({ subject }: NamedSubject): string {
  return subject.id === 'model' || subject.id === 'ngram' ? 'sample' : 'file';
}
