export { addConvert } from './convert.ts';
export { addDemo } from './demo.ts';
export { addDoctor } from './doctor.ts';
export { addInspect } from './inspect.ts';
export { addMesh } from './mesh.ts';
export { addSegment } from './segment.ts';
export { addServe } from './serve.ts';
export type { VerbIo } from './verb.ts';
export { addVerify } from './verify.ts';
