export { fingerprintInput, type InputRecord, recordInput } from './hash-input.ts';
export {
  appendProvenance,
  hasProvenanceOf,
  originOf,
  type ProvenanceEntry,
  readProvenance,
  type StoredEntry,
} from './provenance.ts';
