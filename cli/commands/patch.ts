import { defineCommand } from '../command.ts';
import { FILE_ABOUT, FILE_OPTIONS, PATCH_OPTIONS } from '../file-options.ts';
import { sendFile } from '../send-file.ts';

export const patchCommand = defineCommand({
  name: 'patch',
  args: 'SCHEMA FILE',
  summary: 'patch resources that exist, one record of FILE each',
  about: FILE_ABOUT,
  options: { ...FILE_OPTIONS, ...PATCH_OPTIONS },
  examples: [
    'patch customer changes.csv',
    'patch customer changes.ndjson.gz --validate-only',
    'patch customer changes.csv --null-token NULL --on-bad-line skip',
    'patch customer changes.csv.failed.ndjson',
    'patch customer - --format ndjson --run-id night-7 < changes.ndjson',
  ],
  run: (call) => sendFile('patch', call),
});
