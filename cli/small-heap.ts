import { setFlagsFromString } from 'node:v8';

// V8 lets garbage grow to many times what is in use before it looks for it, and a file of a million lines makes much: 330 MB
// where 130 MB are enough. Both flags are read at every collection. Held by test/cli/memory.test.ts.
setFlagsFromString('--optimize-for-size');
setFlagsFromString('--heap-growing-percent=10');
