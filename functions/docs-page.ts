import { createHash } from 'node:crypto';

/** Where the page finds what it is made of: all of it here, so that it needs nothing from anywhere else. */
export interface DocsPaths {
  readonly document: string;
  readonly script: string;
}

export interface Page {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

/** Follows the reader's choice of light or dark; the renderer knows two themes and no system. */
const THEME_SCRIPT = `
const dark = matchMedia('(prefers-color-scheme: dark)');
const themes = {
  light: { theme: 'light', 'bg-color': '#ffffff', 'text-color': '#1f2933', 'primary-color': '#0b63c5', 'nav-bg-color': '#f4f6f8', 'nav-text-color': '#3e4c59', 'nav-hover-bg-color': '#e4e9ee', 'nav-hover-text-color': '#0b63c5', 'nav-accent-color': '#0b63c5' },
  dark: { theme: 'dark', 'bg-color': '#16191d', 'text-color': '#d5dbe1', 'primary-color': '#6cb0ff', 'nav-bg-color': '#1d2126', 'nav-text-color': '#b5bec8', 'nav-hover-bg-color': '#2a3037', 'nav-hover-text-color': '#ffffff', 'nav-accent-color': '#6cb0ff' },
};
const paint = () => {
  const reference = document.querySelector('rapi-doc');
  for (const [name, value] of Object.entries(themes[dark.matches ? 'dark' : 'light'])) reference.setAttribute(name, value);
};
paint();
dark.addEventListener('change', paint);
// The renderer's colour for PATCH can hardly be read on a dark ground.
customElements.whenDefined('rapi-doc').then(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('@media (prefers-color-scheme: dark) { .patch.method-fg.method-fg, .patch.nav-method.as-colored-text.as-colored-text { color: #e3c65b } }');
  const { shadowRoot } = document.querySelector('rapi-doc');
  shadowRoot.adoptedStyleSheets = [...shadowRoot.adoptedStyleSheets, sheet];
});
`;

/** The renderer sets styles on elements, which a policy can allow only as a whole; scripts are the two of this page. */
function policyOf(inlineScript: string): string {
  const digest = createHash('sha256').update(inlineScript).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${digest}'`,
    "style-src 'unsafe-inline'",
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The reference of the API for people, with calls to try. */
export function docsPage({ document, script }: DocsPaths): Page {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Patchlane API</title>
<link rel="icon" href="data:,">
<style>
html { background: #ffffff; }
@media (prefers-color-scheme: dark) { html { background: #16191d; } }
body { margin: 0; }
.name { display: block; padding: 16px; font: 600 20px system-ui, sans-serif; color: inherit; }
</style>
<script type="module" src="${script}"></script>
</head>
<body>
<rapi-doc spec-url="${document}" render-style="read" layout="column" schema-style="tree"
  schema-description-expanded="true" default-schema-tab="example" show-header="false" show-info="true"
  allow-server-selection="false" allow-spec-file-download="false" allow-search="true" allow-advanced-search="false"
  show-method-in-nav-bar="as-colored-text" use-path-in-nav-bar="false" sort-tags="false" sort-endpoints-by="none"
  show-curl-before-try="true" load-fonts="false" regular-font="system-ui, sans-serif"
  mono-font="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="large" persist-auth="false">
<span slot="nav-logo" class="name">Patchlane</span>
</rapi-doc>
<script>${THEME_SCRIPT}</script>
</body>
</html>
`;
  return { html, contentSecurityPolicy: policyOf(THEME_SCRIPT) };
}
