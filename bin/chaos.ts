import '../local/check-node.mjs';
import { main } from '../chaos/main.ts';

await main(process.argv.slice(2), process.env);
