import '../local/check-node.mjs';
import { main } from '../demo/main.ts';

await main(process.env);
