/** The worker thread of `skeletonize`: opens the dataset for itself and carries out jobs. */
import { registerNodeCodecs } from '../../datasets/codecs/index.node.ts';
import { serveJobs } from '../threads/index.ts';
import type { SkeletonPlan } from './plan.ts';
import { openService, type SkeletonJob } from './service.ts';

registerNodeCodecs();

serveJobs<SkeletonJob, SkeletonPlan>(openService);
