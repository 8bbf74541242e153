import { startStandInApi } from './stand-in-api.ts';

const { url } = await startStandInApi({ keep: false });
process.stdout.write(`${url}\n`);
