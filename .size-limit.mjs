// How large each function's bundle may be, uncompressed: what Node.js has to parse at every cold start.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ASSEMBLY = 'cdk.out';
const read = (file) => JSON.parse(readFileSync(join(ASSEMBLY, file), 'utf8'));

/** By the functions' names; a function that is not here has no budget, which is an error. */
const BUDGETS = {
  SubmitBatch: '756 kB',
  RetryBatch: '748 kB',
  CancelBatch: '352 kB',
  SettleDeadLetters: '402 kB',
  ApplyPatches: '708 kB',
  SweepBatches: '398 kB',
  CreateSchemaDefinition: '666 kB',
  GetBatch: '352 kB',
  ListBatches: '356 kB',
  GetResults: '365 kB',
  GetResource: '360 kB',
  ListResources: '365 kB',
  WriteResource: '696 kB',
  GetSchemaDefinition: '352 kB',
  ListSchemaDefinitions: '358 kB',
  UpdateSchemaDefinition: '668 kB',
  DeleteSchemaDefinition: '352 kB',
  GetLimits: '148 kB',
  GetDocs: '1076 kB',
  UnknownRoute: '126 kB',
};

const { files } = read('Patchlane.assets.json');
const functions = Object.entries(read('Patchlane.template.json').Resources).filter(
  ([, { Type }]) => Type === 'AWS::Lambda::Function',
);

export default functions.map(([id, { Properties }]) => {
  const [name, limit] = Object.entries(BUDGETS).find(([key]) => id.includes(key)) ?? [];
  if (name === undefined) throw new Error(`.size-limit.mjs has no budget for the function ${id}`);
  const { path } = files[Properties.Code.S3Key.replace(/\.zip$/, '')].source;
  return { name, path: join(ASSEMBLY, path, 'index.mjs'), limit, brotli: false };
});
