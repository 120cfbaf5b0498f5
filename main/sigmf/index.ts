/** SigMF 1.2: reading, writing and checking recordings. */
export { conform } from './conform.ts';
export { fromSigmf, parseDatatype, toSigmf } from './datatype.ts';
export { errorCode, nodeFiles, writeDurably, type Files, type OpenFile } from './files.ts';
export { formatDatetime } from './layout.ts';
export { fileFault, readMeta, serialiseMeta, writeMeta } from './meta.ts';
export { readCollection } from './members.ts';
export { ourExtension, ourKeys, putField, putOurs } from './ours.ts';
export { recordingId } from './recording-id.ts';
export {
  dataExtension,
  metaExtension,
  openRecording,
  recordingPaths,
  type OpenedRecording,
} from './recording.ts';
export { writtenVersion, type Annotation, type Capture, type Global, type Meta } from './schema.ts';
export { validate } from './validate.ts';
