import type { HttpRequest } from './http-request.ts';

/**
 * Whether the caller has the representation with this entity tag already, by its `If-None-Match`. Tags are compared
 * weakly; what is no tag matches nothing. https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
 */
export function hasAlready({ headers }: Pick<HttpRequest, 'headers'>, etag: string): boolean {
  const value = headers['if-none-match']?.trim();
  if (value === '*') return true;
  const tags = value?.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => opaque(tag) === opaque(etag));
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}
