export { type CheckResult, checkServer, type ServerReport } from './check-server.ts';
