// How large each function's bundle may be, uncompressed: what Node.js has to parse at every cold start.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ASSEMBLY = 'cdk.out';
const read = (file) => JSON.parse(readFileSync(join(ASSEMBLY, file), 'utf8'));

/** By the functions' names; a function that is not here has no budget, which is an error. */
const BUDGETS = {
  SubmitBatch: '892 kB',
  RetryBatch: '884 kB',
  CancelBatch: '490 kB',
  SettleDeadLetters: '540 kB',
  ApplyPatches: '842 kB',
  SweepBatches: '536 kB',
  CreateSchemaDefinition: '800 kB',
  GetBatch: '490 kB',
  ListBatches: '490 kB',
  GetResults: '500 kB',
  GetResource: '490 kB',
  ListResources: '500 kB',
  WriteResource: '830 kB',
  GetSchemaDefinition: '490 kB',
  ListSchemaDefinitions: '490 kB',
  UpdateSchemaDefinition: '800 kB',
  DeleteSchemaDefinition: '490 kB',
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
