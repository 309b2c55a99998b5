/**
 * The messages of vector.proto, bounding_box.proto and inference.proto, names and numbers as the original's.
 * Source: spec/ffn.md 3.1 and 3.2.
 */

/** `name: 'number type'`; a type in capitals is a message or an enum, `*` before it means repeated. */
type Fields = Readonly<Record<string, string>>;

const VECTORS = {
  Vector2d: { x: '1 double', y: '2 double' },
  Vector2i: { x: '1 int32', y: '2 int32' },
  Vector3d: { x: '1 double', y: '2 double', z: '3 double' },
  Vector3f: { x: '1 float', y: '2 float', z: '3 float' },
  Vector3j: { x: '1 int64', y: '2 int64', z: '3 int64' },
  Vector2dList: { vectors: '1 *Vector2d' },
  Vector2iList: { vectors: '1 *Vector2i' },
  Vector3dList: { vectors: '1 *Vector3d' },
  Vector3fList: { vectors: '1 *Vector3f' },
  Vector3jList: { vectors: '1 *Vector3j' },
} as const satisfies Record<string, Fields>;

const BOXES = {
  BoundingBox: { start: '1 Vector3j', size: '2 Vector3j', description: '3 string', object_label: '4 uint64' },
  BoundingBoxes: { box: '1 *BoundingBox' },
} as const satisfies Record<string, Fields>;

const VOLUMES_AND_MASKS = {
  DecoratedVolume: {
    volinfo: '1 string',
    hdf5: '3 string',
    tensorstore: '4 string',
    decorator_specs: '2 string',
  },
  MaskChannelConfig: {
    channel: '1 int32',
    min_value: '2 float',
    max_value: '3 float',
    values: '5 *uint64',
    invert: '4 bool',
  },
  ImageMaskOptions: { channels: '1 *MaskChannelConfig' },
  VolumeMaskOptions: { mask: '1 DecoratedVolume', channels: '2 *MaskChannelConfig' },
  CoordinateExpressionOptions: { expression: '1 string' },
  MaskConfig: {
    volume: '1 VolumeMaskOptions',
    image: '2 ImageMaskOptions',
    coordinate_expression: '3 CoordinateExpressionOptions',
    invert: '4 bool',
  },
  MaskConfigs: { masks: '1 *MaskConfig' },
  SegmentationSource: {
    directory: '1 string',
    threshold: '2 float',
    split_cc: '3 bool',
    min_size: '4 int32',
    mask: '5 MaskConfigs',
  },
} as const satisfies Record<string, Fields>;

const INFERENCE = {
  InferenceOptions: {
    init_activation: '1 float',
    pad_value: '2 float',
    move_threshold: '3 float',
    disco_seed_threshold: '5 float',
    min_boundary_dist: '6 Vector3j',
    segment_threshold: '7 float',
    min_segment_size: '8 int32',
  },
  AlignmentOptions: { type: '1 AlignmentType', save_raw: '6 bool' },
  InferenceRequest: {
    image: '24 DecoratedVolume',
    image_mean: '2 float',
    image_stddev: '3 float',
    reference_histogram: '4 string',
    histogram_masks: '26 *MaskConfig',
    masks: '5 *MaskConfig',
    seed_masks: '30 *MaskConfig',
    shift_mask: '6 DecoratedVolume',
    shift_mask_fov: '22 BoundingBox',
    shift_mask_scale: '7 int32',
    shift_mask_threshold: '8 int32',
    movement_policy_name: '9 string',
    movement_policy_args: '10 string',
    model_name: '11 string',
    model_args: '12 string',
    model_checkpoint_path: '13 string',
    batch_size: '27 int32',
    concurrent_requests: '28 int32',
    inference_options: '14 InferenceOptions',
    segmentation_output_dir: '15 string',
    checkpoint_interval: '16 int32',
    seed_policy: '17 string',
    seed_policy_args: '19 string',
    alignment_options: '20 AlignmentOptions',
    init_segmentation: '25 DecoratedVolume',
  },
} as const satisfies Record<string, Fields>;

const RESEGMENTATION = {
  ResegmentationPoint: { id_a: '1 uint64', id_b: '2 uint64', point: '3 Vector3j' },
  ResegmentationRequest: {
    inference: '1 InferenceRequest',
    points: '2 *ResegmentationPoint',
    radius: '5 Vector3j',
    output_directory: '6 string',
    subdir_digits: '7 int32',
    max_retry_iters: '8 int32',
    exclusion_radius: '9 Vector3j',
    init_exclusion_radius: '11 Vector3j',
    segment_recovery_fraction: '10 float',
    terminate_early: '12 bool',
    analysis_radius: '13 Vector3j',
  },
  CounterValue: { name: '1 string', value: '2 int64' },
  TaskCounters: { counters: '1 *CounterValue', point: '2 Vector3j', filename: '3 string' },
} as const satisfies Record<string, Fields>;

export const MESSAGES = { ...VECTORS, ...BOXES, ...VOLUMES_AND_MASKS, ...INFERENCE, ...RESEGMENTATION };
export type MessageName = keyof typeof MESSAGES;

/** What a field that is not set reads as, where that is not 0, '', false or nothing. */
export const DEFAULTS: Readonly<Record<string, Readonly<Record<string, number | boolean>>>> = {
  AlignmentOptions: { type: 1 },
  InferenceRequest: {
    batch_size: 1,
    concurrent_requests: 1,
    // Unset, these two would be 0 in the original and stop it: everything shifted, division by zero.
    shift_mask_scale: 1,
    shift_mask_threshold: 4,
  },
  ResegmentationRequest: { max_retry_iters: 1 },
  SegmentationSource: { split_cc: true },
};

/** At most one field of each may be set. */
export const ONEOFS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  DecoratedVolume: { volume_path: ['volinfo', 'hdf5', 'tensorstore'] },
  MaskConfig: { source: ['volume', 'image', 'coordinate_expression'] },
};

/** Fields of the first public version: read and left out, as the original does with reserved names. */
export const RESERVED: Readonly<Record<string, readonly (string | number[])[]>> = {
  InferenceOptions: ['consistency_threshold', [4, 4]],
  InferenceRequest: ['self_prediction', [18, 18]],
};

export const ENUMS = { AlignmentType: { UNKNOWN_ALIGNMENT: 0, NO_ALIGNMENT: 1 } } as const;
