export { createLayouts, type Layouts, type LayoutsOptions } from './layouts.ts';
export { readAll } from './pinned-store.ts';
export { createWholeStore } from './whole-store.ts';
