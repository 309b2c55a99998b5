/** Clicks into a viewer's image, and the objects that grow from them: all of `<floodlight-segmenter>` that is not its face. */
import { InvalidDataError, MissingError, UsageError } from '../../../datasets/errors.ts';
import type { boxSize, Xyz } from '../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import { createSources, type Sources, type SourcesOptions } from '../../workers/index.ts';
import {
  type ClickedObject,
  type DeviceName,
  type ExportFormat,
  type GrowProgress,
  type JoinedClient,
  joinClient,
  type ModelInfo,
  readImageBox,
  type SegmenterEvent,
  segmenterWorkerUrl,
} from '../../workers/segmenter/index.ts';
import {
  bestScale,
  boxAround,
  type ClickTarget,
  distance,
  type ImageLayer,
  targetOf,
  voxelAt,
} from './click-target.ts';
import { type ClickSettings, settingsFor } from './settings.ts';
import { statisticsOf } from './statistics.ts';

export interface ClickSessionOptions extends SourcesOptions {
  readonly layer: ImageLayer;
  /** Where segmenter-worker.js is. Default: beside chunk-worker.js. */
  readonly segmenterUrl: string | undefined;
  /** Anything that is shown changed. */
  changed(): void;
  /** The objects are others. */
  objectsChanged(): void;
}

export interface ModelChoice {
  /** For messages. */
  readonly name: string;
  /** A safetensors file. */
  readonly bytes: Uint8Array;
  readonly device: DeviceName;
}

export type Phase = 'reading' | 'growing';

/** Voxels unlike those of the training by more than this factor make other objects. */
const MOST_UNLIKE = Math.log2(1.25);

export class ClickSession {
  target: ClickTarget | undefined;
  model: ModelInfo | undefined;
  objects: readonly ClickedObject[] = [];
  /** Why they are gone with the page; undefined where they are not. */
  notKept: string | undefined;
  phase: Phase | undefined;
  progress: GrowProgress | undefined;
  /** Of the last click: what came of it, in words. */
  outcome = '';
  private readonly options: ClickSessionOptions;
  private readonly sources: Sources;
  private joined: JoinedClient | undefined;
  private unsubscribe: (() => void) | undefined;
  private readonly ending = new AbortController();
  private reading: AbortController | undefined;
  private choice: ModelChoice | undefined;

  constructor(options: ClickSessionOptions) {
    this.options = options;
    this.sources = createSources(options);
  }

  /** Opens the image and what was grown in it before. @param scale of the image; undefined: the one that suits the model. */
  async open(scale?: number): Promise<ClickTarget> {
    const { layer, segmenterUrl, workerUrl } = this.options;
    const source = this.target?.source ?? (await this.sources.open(layer.url, this.ending.signal));
    const chosen = scale ?? bestScale(source, this.model?.voxelSizeNm);
    if (this.target?.scale === chosen) return this.target;
    if (!source.info.scales[chosen])
      throw new UsageError({
        subject: 'scale',
        expected: `one of ${source.info.scales.length}`,
        got: `${chosen}`,
      });
    this.leave();
    const target = targetOf(layer, source, chosen);
    this.joined = joinClient(target.key, segmenterUrl ?? segmenterWorkerUrl(workerUrl));
    const client = await this.joined.client;
    this.unsubscribe = client.subscribe((event) => this.onEvent(event));
    const { objects, notKept } = await client.call('open', target.key, target.place);
    Object.assign(this, { target, objects, notKept });
    this.options.objectsChanged();
    return target;
  }

  /**
   * @param scale of the image; undefined: the one that suits the model.
   * @throws CorruptDataError, InvalidDataError for a file that is no model; UnsupportedError for a device that is not there.
   */
  async loadModel({ name, bytes, device }: ModelChoice, scale?: number): Promise<ModelInfo> {
    await this.open(scale ?? this.target?.scale);
    const load = async (): Promise<ModelInfo> => {
      // A copy: the worker takes the bytes over, and another device or scale needs them again.
      this.model = await (await this.client()).call('loadModel', name, bytes.slice(), device);
      return this.model;
    };
    this.model = undefined;
    const model = await load();
    this.choice = { name, bytes, device };
    const before = this.target?.scale;
    const suited = scale === undefined ? await this.open() : this.target;
    if (suited?.scale !== before) await load();
    this.options.changed();
    return model;
  }

  /** The same model on another device. */
  async changeDevice(device: DeviceName): Promise<void> {
    if (this.choice) await this.loadModel({ ...this.choice, device }, this.target?.scale);
  }

  /** Why the model may not suit the image; '' where it does, or nobody knows. */
  get doubt(): string {
    const { model, target } = this;
    if (!model?.voxelSizeNm || !target) return '';
    const { voxelSizeNm } = target.place;
    if (distance(voxelSizeNm, model.voxelSizeNm) <= MOST_UNLIKE) return '';
    return `The model was trained on voxels of ${model.voxelSizeNm.join(' x ')} nm, these have ${voxelSizeNm.join(' x ')}`;
  }

  /**
   * Grows an object from a point, and waits for it.
   * @returns undefined where it came to nothing: `outcome` says why.
   * @throws InvalidDataError for a click outside the volume, at its edge, or on an object; what reading the image throws; AbortedError.
   */
  async grow(pointNm: Xyz, settings: ClickSettings): Promise<ClickedObject | undefined> {
    const { target, model } = this;
    if (!target || !model)
      throw new UsageError({
        subject: 'click',
        expected: 'a model',
        got: 'none',
        cure: 'Choose a model first',
      });
    if (this.phase)
      throw new UsageError({
        subject: 'click',
        expected: 'no object that grows',
        got: 'one',
        cure: 'Stop it, or wait',
      });
    const seed = voxelAt(target.place, pointNm);
    const box = boxAround(target.place, seed, settings.boxSize);
    if (!box) {
      const [subject, expected] = [`click at ${seed.join(', ')}`, 'a voxel of the volume'];
      throw new InvalidDataError({ subject, expected, got: 'one outside', cure: 'Click into the image' });
    }
    this.reading = new AbortController();
    try {
      this.enter('reading');
      const block = await this.read(target, box, this.reading.signal);
      const client = await this.client();
      this.enter('growing');
      const full = settingsFor(settings, model, statisticsOf(block));
      const result = await client.call('grow', { seed, begin: box.begin, block, settings: full });
      this.outcome = result.object ? outcomeOf(result.object) : REFUSED[result.why];
      return result.object;
    } finally {
      this.reading = undefined;
      this.enter(undefined);
    }
  }

  /** Mean and deviation around a point: what is on screen. */
  async measure(pointNm: Xyz, size = 96): Promise<ReturnType<typeof statisticsOf>> {
    const target = await this.open(this.target?.scale);
    const { bounds } = target.place;
    const inside = voxelAt(target.place, pointNm).map((v, i) =>
      clamp(v, bounds.begin[i as 0], bounds.end[i as 0] - 1),
    );
    const box = boxAround(target.place, inside as unknown as Xyz, size);
    if (!box) throw new MissingError({ subject: 'image', expected: 'voxels', got: 'none' });
    return statisticsOf(await this.read(target, box, this.ending.signal));
  }

  private read(
    { source, scale }: ClickTarget,
    box: Parameters<typeof boxSize>[0],
    signal: AbortSignal,
  ): Promise<VoxelBlock> {
    return readImageBox(source, { scale, box, signal });
  }

  /** Ends the object that grows, as it is. */
  async stop(): Promise<void> {
    this.reading?.abort();
    await (await this.joined?.client)?.call('stop');
  }

  async undo(): Promise<void> {
    await (await this.client()).call('undo');
  }

  async merge(ids: readonly number[], into: bigint): Promise<void> {
    await (await this.client()).call('merge', ids, into);
  }

  async exportFile(format: ExportFormat): Promise<Uint8Array> {
    return (await this.client()).call('exportFile', format);
  }

  /** Ends what grows, and the worker where nobody else needs it. */
  dispose(): void {
    this.ending.abort();
    this.reading?.abort();
    // The worker stays where a layer shows its objects.
    if (this.phase) void this.joined?.client.then((client) => client.call('cancel')).catch(() => undefined);
    this.leave();
    this.sources.dispose();
  }

  private leave(): void {
    this.unsubscribe?.();
    this.joined?.release();
    this.joined = undefined;
  }

  private async client() {
    if (!this.joined) await this.open();
    return this.joined!.client;
  }

  private enter(phase: Phase | undefined): void {
    this.phase = phase;
    if (phase === 'reading') this.outcome = '';
    if (phase !== 'growing') this.progress = undefined;
    this.options.changed();
  }

  private onEvent(event: SegmenterEvent): void {
    if (event.kind === 'progress') this.progress = event;
    else if (event.kind === 'device-lost')
      this.outcome = `The GPU was lost (${event.reason}); the object begins again`;
    else if (event.kind === 'objects') {
      this.objects = event.objects;
      this.options.objectsChanged();
    } else return;
    this.options.changed();
  }
}

const clamp = (v: number, least: number, most: number): number => Math.min(Math.max(v, least), most);

const REFUSED = {
  weak: 'No object here: the network gave the click up. Click into the middle of a cell',
  empty: 'No object here: no voxel reached the segment threshold',
} as const;

function outcomeOf({ segment, voxels, isStopped, reached }: ClickedObject): string {
  const end = isStopped ? 'stopped' : 'complete';
  const edge =
    reached.length > 0 ? `; reached the box's face (${reached.join(', ')}): it may go on beyond` : '';
  return `Object ${segment}: ${voxels.toLocaleString('en')} voxels, ${end}${edge}`;
}
