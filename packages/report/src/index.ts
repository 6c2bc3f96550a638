export {
  type Described,
  describe,
  describeLeaderboard,
  describeSweep,
  describeTraining,
  isOfLanguage,
  type LeaderboardEntry,
  type Sweep,
  type SweepTrial,
  type Training,
} from './describe/index.ts';
export type { Report } from './document/internal.ts';
export { renderHtml } from './page/html/render-html.ts';
export { renderMarkdown } from './page/markdown/render-markdown.ts';
export { renderHeadline, renderTerminal } from './page/terminal/render-terminal.ts';
