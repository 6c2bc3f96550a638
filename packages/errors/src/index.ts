export { checkArgument } from './check-argument.ts';
export { checkKeys } from './check-keys.ts';
export { describeIssue, type IssueContext, type SchemaIssue, unknownName } from './describe-issue.ts';
export { hiderOf, hideSecrets, hidingIn, keepSecret, keepSecretsOf } from './hide-secrets.ts';
export type { ExitCode, LongrangeErrorOptions } from './longrange-error.ts';
export { describeValue, LongrangeError, nearest } from './longrange-error.ts';
export { type OptionsSchema, type ParseOptionsContext, parseOptions } from './parse-options.ts';
export { showControls, showControlsInLine } from './show-controls.ts';
export { isSystemError, type SystemError, type SystemProblem, systemProblem } from './system-problem.ts';
