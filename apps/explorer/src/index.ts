export { explorerPage, type PageModel, type PageOptions, type PagePlace } from './explorer-page.ts';
