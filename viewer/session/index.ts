export type { OpenedLayer, SessionEvent, SessionListener } from './events.ts';
export type { Panel } from './panels.ts';
export { Session, type ViewWish } from './session.ts';
export type { LayerValue } from './values.ts';
