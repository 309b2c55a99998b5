export { type InputRecord, recordInput } from './hash-input.ts';
export { appendProvenance, type ProvenanceEntry } from './provenance.ts';
