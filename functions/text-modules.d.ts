// Imported `with { type: 'text' }`: the bundler puts what the file says into the bundle.
declare module 'rapidoc/dist/rapidoc-min.js' {
  const text: string;
  export = text;
}
declare module '*.txt' {
  const text: string;
  export = text;
}
