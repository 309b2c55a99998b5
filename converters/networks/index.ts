export {
  DEVICES,
  type Device,
  findCheckpoint,
  type NetworkSource,
  openNetwork,
  parseDevice,
} from './open-network.ts';
