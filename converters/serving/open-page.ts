import { spawn } from 'node:child_process';

/** How each system opens an address in its browser. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/**
 * Shows a page in the user's browser, without waiting for it. A machine without one is no failure: the address is printed
 * beside this.
 * @param tell told why no browser came up.
 * @param platform default: this one. @param env where BROWSER names a program of the user's own.
 */
export function openPage(
  url: string,
  tell: (text: string) => void,
  {
    platform = process.platform,
    env = process.env,
  }: { platform?: NodeJS.Platform; env?: NodeJS.ProcessEnv } = {},
): void {
  const own = env['BROWSER'];
  const [program, ...args] = own ? [own] : (OPENERS[platform] ?? ['xdg-open']);
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', (error) => tell(`--open: no browser came up (${error.message}); the address is above`));
  child.on(
    'exit',
    (code) => code && tell(`--open: ${program} ended with status ${code}; the address is above`),
  );
  child.unref();
}
