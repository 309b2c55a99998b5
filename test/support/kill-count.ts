/**
 * How often a test kills the program. `npm run test:kills` does it as often as was promised; every other run a quarter of that,
 * at other moments each time.
 * @param full kills of the thorough run.
 */
export const killCount = (full: number): number =>
  process.env['FLOODLIGHT_KILLS'] === 'all' ? full : Math.ceil(full / 4);
