import { mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import type { Session } from '../session/index.ts';
import type { LayerType, PanelKind } from '../state/index.ts';

/** What a layer has where the reader clicked. */
export interface PickedLayer {
  readonly name: string;
  readonly type: LayerType;
  /** Undefined outside the data, where they are not loaded, and of layers behind the mesh that was clicked. */
  readonly value: number | bigint | undefined;
  /** The label as an id, of segmentations; 0 is background. */
  readonly segment: bigint | undefined;
}

/** Detail of `floodlight-pick`. */
export interface PickDetail {
  readonly panel: PanelKind;
  /** Voxels of the first layer; whole numbers are corners of voxels. */
  readonly position: Xyz;
  readonly positionNm: Xyz;
  /** The visible layers, the lowest first. */
  readonly layers: readonly PickedLayer[];
}

/** @returns what lies at a point of a panel; undefined before there is data. */
export function pickAt(session: Session, panel: PanelKind, positionNm: Xyz): PickDetail | undefined {
  const { space } = session;
  if (!space) return undefined;
  // A mesh or a skeleton is seen where the data may have another label, or none loaded.
  const seen = session.hoveredSegments;
  const layers = session.valuesAt(positionNm).map(({ name, type, value: atPoint }): PickedLayer => {
    const segment = seen.find(({ layer }) => layer.name === name)?.segment;
    const isOther = segment !== undefined && (atPoint === undefined || BigInt(atPoint) !== segment);
    const value = panel === '3d' || isOther ? segment : atPoint;
    const isSegment = type === 'segmentation' && value !== undefined;
    return { name, type, value, segment: isSegment ? BigInt(value) : undefined };
  });
  const position = mapXyz((nm, i) => nm / space.voxelSizeNm[i], positionNm);
  return { panel, position, positionNm, layers };
}
