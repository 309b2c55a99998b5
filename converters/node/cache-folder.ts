import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where this program may keep what it can make again.
 * @param env XDG_CACHE_HOME counts where it is an absolute path, as its specification says; LOCALAPPDATA on Windows.
 */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
): string {
  const own = env['XDG_CACHE_HOME'];
  if (own && isAbsolute(own)) return join(own, 'floodlight');
  if (platform === 'win32' && env['LOCALAPPDATA']) return join(env['LOCALAPPDATA'], 'floodlight', 'cache');
  return platform === 'darwin'
    ? join(homedir(), 'Library', 'Caches', 'floodlight')
    : join(homedir(), '.cache', 'floodlight');
}
