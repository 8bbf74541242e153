import { defineCommand } from '../command.ts';
import { FILE_ABOUT, FILE_OPTIONS, PATCH_OPTIONS, UPLOAD_OPTIONS } from '../file-options.ts';
import { sendFile } from '../send-file.ts';

export const uploadCommand = defineCommand({
  name: 'upload',
  args: 'SCHEMA FILE',
  summary: 'patch resources, and create those that are missing',
  about: FILE_ABOUT,
  options: { ...FILE_OPTIONS, ...PATCH_OPTIONS, ...UPLOAD_OPTIONS },
  examples: ['upload airport airports.csv', 'upload airport airports.json --on-conflict reject'],
  run: (call) => sendFile('upload', call),
});
