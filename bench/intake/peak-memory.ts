// Submits one of the largest bodies in a process of its own, and prints the bytes that the process came to: before, and at most.
import { documentsOf, SEPARATE } from '../cost/shapes.ts';
import { createSubmitter } from './submitter.ts';

const [, , documentBytes = ''] = process.argv;
const body = JSON.stringify({
  resources: documentsOf({ ...SEPARATE, documentBytes: Number(documentBytes) }),
});
const before = process.resourceUsage().maxRSS * 1024;
await createSubmitter().submit(body);
process.stdout.write(JSON.stringify({ before, peak: process.resourceUsage().maxRSS * 1024 }));
