import { type MarkedToken, marked, type Token } from 'marked';
import type { ComponentChildren } from 'preact';

/** The markdown of a text widget as elements: never as HTML, so that it can be nothing but text and links. */
export function Markdown({ text }: { readonly text: string }) {
  return <div class="markdown">{blocks(marked.lexer(text))}</div>;
}

function blocks(tokens: readonly Token[] = []): ComponentChildren {
  return (tokens as readonly MarkedToken[]).map(toElement);
}

function toElement(token: MarkedToken): ComponentChildren {
  switch (token.type) {
    case 'heading':
      return token.depth <= 2 ? <h2>{blocks(token.tokens)}</h2> : <h3>{blocks(token.tokens)}</h3>;
    case 'paragraph':
      return <p>{blocks(token.tokens)}</p>;
    case 'list':
      return (
        <ul>
          {token.items.map((item) => (
            <li key={item.raw}>{blocks(item.tokens)}</li>
          ))}
        </ul>
      );
    case 'table':
      return (
        <table>
          <thead>
            <tr>
              {token.header.map((cell) => (
                <th key={cell.text} scope="col">
                  {blocks(cell.tokens)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {token.rows.map((row) => (
              <tr key={row.map((cell) => cell.text).join()}>
                {row.map((cell) => (
                  <td key={cell.text}>{blocks(cell.tokens)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
    case 'strong':
      return <strong>{blocks(token.tokens)}</strong>;
    case 'em':
      return <em>{blocks(token.tokens)}</em>;
    case 'code':
      return (
        <pre>
          <code>{token.text}</code>
        </pre>
      );
    case 'codespan':
      return <code>{token.text}</code>;
    case 'link':
      return /^https?:\/\//.test(token.href) ? (
        <a href={token.href} target="_blank" rel="noreferrer">
          {blocks(token.tokens)}
        </a>
      ) : (
        blocks(token.tokens)
      );
    case 'space':
      return null;
    case 'br':
      return <br />;
    case 'hr':
      return <hr />;
    case 'text':
      return token.tokens ? blocks(token.tokens) : token.text;
    default:
      return token.raw;
  }
}
