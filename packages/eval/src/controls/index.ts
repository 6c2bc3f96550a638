export { associativeRecallTask } from './associative-recall.ts';
export {
  type ControlQuestion,
  type ControlSplit,
  type ControlString,
  type ControlTask,
  controlText,
} from './control.ts';
export { copyTask } from './copy.ts';
export {
  type AskControlOptions,
  askControl,
  type ControlAnswers,
  type ControlReader,
  dyckTask,
  type MeasureControlOptions,
  measureControl,
} from './measure-control.ts';
export { parityTask } from './parity.ts';
export { recallTask } from './recall.ts';
