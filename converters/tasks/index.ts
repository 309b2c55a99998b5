export { type Part, parsePart, shareOf, WHOLE } from './part.ts';
export { type RunTasksOptions, runTasks } from './run-tasks.ts';
