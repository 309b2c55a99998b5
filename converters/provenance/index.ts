export { fingerprintInput, type InputRecord, recordInput } from './hash-input.ts';
export {
  appendProvenance,
  hasProvenanceOf,
  type ProvenanceEntry,
  readProvenance,
  type StoredEntry,
} from './provenance.ts';
