export { describeGraphics, type Graphics } from '../render/index.ts';
export type { OpenedLayer, SessionEvent, SessionListener } from './events.ts';
export { headStart } from './head-start.ts';
export type { Panel } from './panels.ts';
export type { Absence } from './resource-cache.ts';
export { Session } from './session.ts';
export type { LayerValue } from './values.ts';
