import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { test } from 'node:test';
import { cacheFolder } from '../../../converters/node/index.ts';

test('XDG_CACHE_HOME counts where it is absolute, and each system has its own place', () => {
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '/var/cache/me' }, 'linux'), '/var/cache/me/floodlight');
  assert.equal(cacheFolder({ XDG_CACHE_HOME: 'relative' }, 'linux'), `${homedir()}/.cache/floodlight`);
  assert.equal(cacheFolder({}, 'darwin'), `${homedir()}/Library/Caches/floodlight`);
  assert.equal(cacheFolder({ LOCALAPPDATA: '/c/local' }, 'win32'), '/c/local/floodlight/cache');
});
