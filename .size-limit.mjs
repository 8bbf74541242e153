// How large each function's bundle may be: uncompressed, what Node.js has to parse at every cold start, and compressed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ASSEMBLY = 'cdk.out';
const read = (file) => JSON.parse(readFileSync(join(ASSEMBLY, file), 'utf8'));

/** By the functions' names; a function that is not here has no budget, which is an error. */
const BUDGETS = {
  SubmitBatch: '500 kB',
  RetryBatch: '491 kB',
  CancelBatch: '284 kB',
  SettleDeadLetters: '332 kB',
  ApplyPatches: '452 kB',
  SweepBatches: '326 kB',
  CreateSchemaDefinition: '429 kB',
  GetBatch: '284 kB',
  ListBatches: '287 kB',
  GetResults: '296 kB',
  GetResource: '291 kB',
  ListResources: '295 kB',
  WriteResource: '441 kB',
  GetSchemaDefinition: '285 kB',
  ListSchemaDefinitions: '289 kB',
  UpdateSchemaDefinition: '430 kB',
  DeleteSchemaDefinition: '285 kB',
  GetLimits: '84 kB',
  GetDocs: '1076 kB',
  UnknownRoute: '60 kB',
};

const { files } = read('Patchlane.assets.json');
const functions = Object.entries(read('Patchlane.template.json').Resources).filter(
  ([, { Type }]) => Type === 'AWS::Lambda::Function',
);

/** The page of the reference is for people, and most of it one script. */
const COMPRESSED = '160 kB';
const UNLIMITED = ['GetDocs'];

export default functions.flatMap(([id, { Properties }]) => {
  const [name, limit] = Object.entries(BUDGETS).find(([key]) => id.includes(key)) ?? [];
  if (name === undefined) throw new Error(`.size-limit.mjs has no budget for the function ${id}`);
  const { path } = files[Properties.Code.S3Key.replace(/\.zip$/, '')].source;
  const file = join(ASSEMBLY, path, 'index.mjs');
  return [
    { name, path: file, limit, brotli: false },
    ...(UNLIMITED.includes(name)
      ? []
      : [{ name: `${name}, gzip`, path: file, limit: COMPRESSED, gzip: true }]),
  ];
});
