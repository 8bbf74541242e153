/** Leads to an alarm's article; what is no address is named, because the local run serves no documents. */
export function RunbookLink({ runbook, about }: { readonly runbook: string; readonly about: string }) {
  if (!/^(https?:\/\/|\/)/.test(runbook))
    return <code class="runbook">docs/runbook.md#{runbook.replace(/^.*#/, '')}</code>;
  return (
    <a class="runbook" href={runbook} target="_blank" rel="noreferrer" aria-label={`Runbook: ${about}`}>
      Runbook
    </a>
  );
}
