export { type ControlSplit, type ControlTask, controlText } from './control.ts';
export { copyTask } from './copy.ts';
export { dyckTask } from './dyck.ts';
export { type ControlReader, type MeasureControlOptions, measureControl } from './measure-control.ts';
export { recallTask } from './recall.ts';
