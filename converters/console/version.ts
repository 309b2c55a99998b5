/** Put in by the bundler from package.json. */
declare const FLOODLIGHT_VERSION: string | undefined;

/** The program's version; "development" where no bundler said. */
export const VERSION: string = typeof FLOODLIGHT_VERSION === 'undefined' ? 'development' : FLOODLIGHT_VERSION;
