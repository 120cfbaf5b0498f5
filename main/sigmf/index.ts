/** SigMF 1.2: reading, writing and checking recordings. */
export { toSigmf } from './datatype.ts';
export { errorCode, nodeFiles, writeDurably, type Files, type OpenFile } from './files.ts';
export { sha512File } from './hash.ts';
export { formatDatetime, layOut, parseDatetimeMs, type Segment } from './layout.ts';
export { fileFault, readMeta, serialiseMeta, writeMeta } from './meta.ts';
export {
  dataExtension,
  dataPath,
  metaExtension,
  openRecording,
  recordingPaths,
  type OpenedRecording,
} from './recording.ts';
export { writtenVersion, type Annotation, type Capture, type Global, type Meta } from './schema.ts';
export { validate, type Validation } from './validate.ts';
