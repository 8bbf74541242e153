import '../local/check-node.mjs';
import { main } from '../local/main.ts';

await main(process.argv.slice(2), process.env);
