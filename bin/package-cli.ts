import { packageCli } from '../cli/package-cli.ts';

await packageCli('dist');
