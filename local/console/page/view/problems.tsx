import { parseProblem } from '../model/problem.ts';

/** Problems as the API names them: the record, the place in it, what was expected. */
export function Problems({ problems }: { readonly problems: readonly string[] }) {
  const rows = problems.map(parseProblem);
  const perRecord = rows.some(({ index }) => index !== undefined);
  return (
    <table class="problems">
      <thead>
        <tr>
          {perRecord && <th scope="col">Record</th>}
          <th scope="col">Place</th>
          <th scope="col">Problem</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ index, pointer, message }) => (
          <tr key={`${index} ${pointer} ${message}`}>
            {perRecord && <td class="figure">{index ?? ''}</td>}
            <td>{pointer !== undefined && <code>{pointer}</code>}</td>
            <td class="prose">{message}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
