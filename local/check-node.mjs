// Functions run at Lambda's Node.js 24, so they do here too. JavaScript, because an older Node.js cannot read the
// TypeScript that would say so: `node --import ./local/check-node.mjs bin/local.ts`.
if (process.versions.node.split('.')[0] !== '24') {
  process.stderr.write(
    `Patchlane runs on Node.js 24, this is ${process.version}: use npm start, which brings its own, after npm ci; or install Node.js 24.\n`,
  );
  process.exit(1);
}
