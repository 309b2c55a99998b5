export { openPage } from './open-page.ts';
export { type ServeOptions, serveFolder, siteFolder, untilAborted } from './serve-folder.ts';
export { findViewLinks, type ViewLink } from './view-links.ts';
