export { describeIssue, type IssueContext, type SchemaIssue, unknownName } from './describe-issue.ts';
export type { ExitCode, LongrangeErrorOptions } from './longrange-error.ts';
export { describeValue, LongrangeError, nearest } from './longrange-error.ts';
export {
  checkArgument,
  checkDocuments,
  checkKeys,
  isDeeper,
  isDocument,
  isRecord,
  type OptionsSchema,
  type ParseOptionsContext,
  parseOptions,
  refuseOtherVersion,
  type TextDocument,
} from './parse-options.ts';
export {
  hiderOf,
  hideSecrets,
  hidingIn,
  keepSecret,
  keepSecretsOf,
  showControls,
  showControlsInLine,
} from './safe-text.ts';
export { isSystemError, type SystemError, type SystemProblem, systemProblem } from './system-problem.ts';
