export { type BucketClient, type BucketClientOptions, createBucketClient } from './bucket-client.ts';
export { planUpload, type Upload } from './plan-upload.ts';
export { type Name, parseName, rollBack } from './point-name.ts';
export { type PublishOptions, type PublishReport, publishFolder } from './publish-folder.ts';
export { withdrawVersion } from './withdraw.ts';
