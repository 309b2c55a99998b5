export { fingerprintInput, type InputRecord, recordInput } from './hash-input.ts';
export { appendProvenance, hasProvenanceOf, type ProvenanceEntry } from './provenance.ts';
