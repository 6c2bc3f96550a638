export {
  type ControlReader,
  dyckTask,
  type MeasureControlOptions,
  measureControl,
} from './measure-control.ts';
export {
  associativeRecallTask,
  type ControlQuestion,
  type ControlSplit,
  type ControlString,
  type ControlTask,
  controlText,
  copyTask,
  parityTask,
  recallTask,
} from './tasks.ts';
