/** Faults that a viewer, a server and a converter meet, and the tests that bring each about. The page docs/reliability.md is made of it. */

export interface FaultTest {
  /** Path from the root of the repository. */
  readonly file: string;
  /** The test's name; `*` stands for what the test puts in. */
  readonly title: string;
}

export interface Fault {
  readonly fault: string;
  /** What Floodlight does. */
  readonly follows: string;
  /** At least one. */
  readonly tests: readonly FaultTest[];
  /** What of the fault no test named here brings about. */
  readonly gap?: string;
}

const at = (file: string, ...titles: string[]): FaultTest[] =>
  titles.map((title) => ({ file: `test/${file}`, title }));

const HTTP = 'datasets/stores/http.test.ts';
const RETRY = 'datasets/stores/with-retry.both.test.ts';
const SESSION = 'viewer/session/session.browser.test.ts';
const CACHE = 'viewer/session/resource-cache.test.ts';
const GZIP = 'datasets/codecs/gzip.both.test.ts';
const INFO = 'datasets/precomputed/parse-info.both.test.ts';
const VOLUME = 'datasets/precomputed/volume.both.test.ts';
const CONVERT = 'program/convert.test.ts';
const CTRL_C = 'Ctrl-C ends with 130 and the same command goes on; meanwhile a second one is refused';

/** In the order of the list that the project set itself: network, bytes, runs, graphics, links. */
export const FAULTS: readonly Fault[] = [
  {
    fault: 'a host fails once or twice',
    follows: 'asks again after a random wait; nobody hears of it',
    tests: [
      ...at(
        'viewer/elements/messages.browser.test.ts',
        'a host that hiccups twice is asked again, and nobody hears of it',
      ),
      ...at(RETRY, 'waits grow to twice as long, with full jitter, up to the limit'),
    ],
  },
  {
    fault: 'a host fails for good',
    follows: 'gives up by a deadline, marks the chunk, shows the rest; the reader can ask again',
    tests: [
      ...at(RETRY, 'a wait that would pass the deadline is not begun'),
      ...at(
        CACHE,
        'what fails for a moment is tried again, later and later, then told; nothing waits for what is not wanted',
      ),
      ...at(SESSION, 'what failed is asked for again when the reader says so'),
    ],
  },
  {
    fault: 'a host asks to be left alone for a while (429, Retry-After)',
    follows: 'waits at least that long, a minute at most',
    tests: [
      ...at(HTTP, 'Retry-After comes with the error'),
      ...at(RETRY, 'Retry-After is the least wait, at most a minute'),
    ],
    gap: 'one wait for all reads of a host',
  },
  {
    fault: 'a chunk inside the volume is not there (404)',
    follows: 'background, marked as missing, not as failed',
    tests: [
      ...at(SESSION, 'missing and failed chunks are marked, loading ones are not, and the rest is shown'),
      ...at(VOLUME, 'reads a volume that is written by hand; chunks that are missing are zeros'),
    ],
  },
  {
    fault: 'access is refused (401, 403)',
    follows: 'an error of its own with a cure, not tried again',
    tests: [
      ...at(HTTP, 'refusals, faults and broken connections have types and say what to do'),
      ...at(RETRY, 'only transient errors are tried again, so many times and no more'),
    ],
    gap: 'the status 401; one message for a layer of many refused chunks',
  },
  {
    fault: 'no answer at all: refused, no such host, blocked by the browser',
    follows: 'never taken for missing; says which causes are probable',
    tests: [
      ...at(HTTP, 'no answer names the address and the probable causes'),
      ...at('viewer/elements/diagnosis.test.ts', 'each way a host can fail has its own words and cure'),
    ],
    gap: 'a block for want of CORS in a real browser',
  },
  {
    fault: 'the connection is reset in the middle of a body',
    follows: 'an error that is worth another try; what came is dropped',
    tests: at(HTTP, 'redirects are followed; a reset connection is transient'),
  },
  {
    fault: 'a body is shorter than was asked',
    follows: 'refused as torn, names both lengths',
    tests: at(HTTP, 'a part other or shorter than asked is torn data, never shifted bytes'),
  },
  {
    fault: 'a host sends the whole object instead of a range',
    follows: 'cut to what was asked; refused where that would read gigabytes',
    tests: at(
      HTTP,
      'a host without ranges is cut to what was asked',
      'an endless body ends where the wanted part does; a huge one is not read for a few bytes',
    ),
  },
  {
    fault: 'a host sends another range than it was asked',
    follows: 'refused, unless the wanted bytes are in it',
    tests: at(HTTP, 'a part other or shorter than asked is torn data, never shifted bytes'),
  },
  {
    fault: 'a body stalls',
    follows: 'given up after a silence, and worth another try',
    tests: at(
      HTTP,
      'silence in the middle of a body is given up as transient, and an abort there as an abort',
    ),
    gap: 'a byte now and then, for ever',
  },
  {
    fault: 'a body never ends',
    follows: 'left where the wanted part ends',
    tests: at(
      HTTP,
      'an endless body ends where the wanted part does; a huge one is not read for a few bytes',
    ),
  },
  {
    fault: 'little gzip that unpacks to very much',
    follows: 'stops at what the caller can use',
    tests: [...at(GZIP, 'stops at the cap'), ...at(VOLUME, 'a gzip bomb in place of a chunk is stopped')],
    gap: 'the memory of the process is not measured',
  },
  {
    fault: 'gzip that is cut, has a wrong checksum or something behind it',
    follows: 'refused as torn, in Node and in the browser',
    tests: at(
      GZIP,
      'names truncated and foreign bytes',
      'a wrong checksum and what follows a member are damage',
    ),
    gap: 'two members in a row: Node joins them, Chromium refuses; what we write has one',
  },
  {
    fault: 'packed bytes that no header announces',
    follows: 'known by their first bytes, unpacked once; parts of a packed body are refused',
    tests: [
      ...at(
        'datasets/precomputed/chunk-bytes.both.test.ts',
        'chunks that were gzipped and served without saying so decode, of every encoding',
        'raw samples that begin like a gzip member are samples',
      ),
      ...at(HTTP, 'a compressed whole object arrives plain, a part of one is refused'),
    ],
    gap: 'a header that announces gzip before plain bytes',
  },
  {
    fault: '`info` with impossible values',
    follows: 'refused, naming the field and a cure',
    tests: at(
      INFO,
      'names the field that is wrong',
      'a key that stands twice is named, at any depth; two scales do not share a folder',
      'a page in place of the file is told as such',
    ),
    gap: 'an `info` of 10 MB',
  },
  {
    fault: 'compressed labels whose offsets or widths lead nowhere',
    follows: 'a typed error, nothing read outside',
    tests: at(
      'datasets/codecs/compressed-segmentation/decode.both.test.ts',
      'names what is wrong with torn chunks',
      'refuses a channel offset outside the file',
      '2,000 mutations of a valid chunk give labels or a typed error, and nothing else',
    ),
  },
  {
    fault: 'PNG or JPEG chunks of another size, or of a vast one',
    follows: 'refused as damage; unpacking stops at the expected size',
    tests: [
      ...at('datasets/codecs/png.test.ts', 'png: torn, foreign and swelling files are typed errors'),
      ...at('datasets/codecs/jpeg.test.ts', 'jpeg: other shapes, torn and foreign files are typed errors'),
      ...at('viewer/workers/jpeg.browser.test.ts', 'other bytes, or another number of pixels, are damage'),
    ],
    gap: 'a header that announces a vast picture',
  },
  {
    fault: 'shard indices that are inverted, overlap or lead past the end',
    follows: 'refused, naming shard and minishard',
    tests: at('datasets/precomputed/sharding/reader.both.test.ts', 'damaged shards are refused and named'),
  },
  {
    fault: 'meshes that are torn or impossible, Draco garbage',
    follows: 'refused; the next mesh is read all the same',
    tests: [
      ...at('datasets/precomputed/meshes/mesh-legacy.both.test.ts', 'torn and impossible meshes are refused'),
      ...at(
        'datasets/precomputed/meshes/read-multires.test.ts',
        'damaged bytes are refused, and the next mesh is read all the same',
      ),
    ],
    gap: 'a fragment whose indices or positions are impossible, when it is read: only its writer is tried',
  },
  {
    fault: 'input files that are cut, lie about their length or hold pickled objects',
    follows: 'refused, naming the field or place; nothing pickled is run',
    tests: [
      ...at(
        'datasets/npy/stream.test.ts',
        'a file cut anywhere is refused when it is opened',
        'objects are refused unread; so are other types, shapes and values that volumes lack',
      ),
      ...at(
        'datasets/npy/npz-file.test.ts',
        'a directory that lies about sizes, offsets, methods and checksums is refused',
      ),
      ...at('datasets/tiff/pages.test.ts', 'a thousand mutations: voxels or a typed error, never another'),
      ...at('datasets/mrc/volume.test.ts', 'headers that lie are refused by field and offset'),
      ...at(
        'datasets/hdf5/file.test.ts',
        '* cut at every 64th byte is corrupt, and the message names the file',
      ),
    ],
  },
  {
    fault: '`convert` is killed at any moment',
    follows: 'the same command ends with the bytes of an undisturbed run',
    tests: at(
      'program/kill.test.ts',
      'after kill -9 at random moments the same command gives the bytes of an undisturbed run',
    ),
  },
  {
    fault: 'Ctrl-C',
    follows: 'exit 130, says how to go on',
    tests: at(CONVERT, CTRL_C),
    gap: 'a second Ctrl-C',
  },
  {
    fault: 'the disk is full, or may not be written',
    follows: 'exit 4 with the name; nothing torn; goes on when there is room',
    tests: [
      ...at('program/full-disk.test.ts', 'a full disk: *'),
      ...at(
        'datasets/stores/file.test.ts',
        'a full disk has an error of its own and leaves the old object whole',
        'a place where no folder can be made ends with an error, and at once',
      ),
    ],
    gap: 'a disk that fails to read, too many open files',
  },
  {
    fault: 'two programs write the same output',
    follows: 'the second is refused; the lock of a dead one is taken over',
    tests: [
      ...at(CONVERT, CTRL_C),
      ...at(
        'converters/writing/lock.test.ts',
        'one at a time, and free again after its release',
        'of many that reach for a dead lock one gets it',
      ),
    ],
  },
  {
    fault: 'input or options changed since the run was stopped',
    follows: 'refused; `--force` begins again',
    tests: at(
      'converters/writing/write-volume.test.ts',
      'other parameters, another dataset, and pieces of an unknown run are refused; force begins again',
    ),
    gap: 'an input edited in place between two commands',
  },
  {
    fault: 'the WebGL context is lost',
    follows: 'once restored, the same pixels without a reload',
    tests: at(
      'viewer/elements/floodlight-viewer.browser.test.ts',
      'a context that is lost and restored shows the same picture',
    ),
    gap: 'a context that does not come back, or is lost again and again',
  },
  {
    fault: 'the WebGPU device is lost',
    follows: 'goes on with another, the same result; after three losses gives up and says why',
    tests: at(
      'ffn/backends/watch-device.test.ts',
      'a device lost *: a new one goes on, and the run is the same',
      'a device lost three times while one object grows is given up, saying why and what to do',
    ),
  },
  {
    fault: 'memory runs out',
    follows:
      'what was not used for longest goes, what is in view stays; a network too large is refused with a size that fits',
    tests: [
      ...at(
        CACHE,
        'over the budget, what was not used for longest goes first; what the frame uses stays',
        'a frame that fills all memory asks for nothing more',
      ),
      ...at(
        'ffn/backends/walk-memory.test.ts',
        'a device that refuses a buffer of the canvas: nothing is kept, and the error says how much it was',
      ),
    ],
    gap: 'a texture of the viewer that WebGL refuses; the GPU refusal is a stand-in, not a full card',
  },
  {
    fault: 'a link made to do harm',
    follows: 'refused with words beyond its limits; markup in it is text',
    tests: at(
      'viewer/elements/session-element.browser.test.ts',
      'markup, scripts and strange names in a state are words',
      'a link beyond 5 MB and one nested too deep are refused at once, with words',
      'a hundred thousand segments are listed in part, counted, and written back whole',
    ),
    gap: 'a million segments; a shader that never ends',
  },
];
