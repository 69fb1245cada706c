import { problemText } from '@tongtang/web';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { ClapResult } from '../box/sources';

/** One clap in the room tells how late each source is. */
export function ClapTest(): ReactElement {
  const { t, i18n } = useTranslation();
  const [running, setRunning] = useState(false);
  const [results, setResults] = useState<ClapResult[] | null>(null);
  const [applied, setApplied] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  function run(work: () => Promise<void>): void {
    setProblem(null);
    setRunning(true);
    work()
      .catch((error: unknown) => setProblem(problemText(i18n, error)))
      .finally(() => setRunning(false));
  }

  async function listen(): Promise<void> {
    setApplied(false);
    setResults(null);
    setResults(await box.clapTest());
  }

  async function apply(found: readonly ClapResult[]): Promise<void> {
    const sources = await box.sources(new AbortController().signal);
    const delayOf = (name: string): number | null => found.find((one) => one.source === name)?.delayMs ?? null;
    await box.keepSources(sources.map((source) => ({ ...source, delayMs: delayOf(source.name) ?? source.delayMs })));
    setApplied(true);
  }

  return (
    <section className="form">
      <p>{t('clap.explain')}</p>
      <button type="button" className="button button-strong" disabled={running} onClick={() => run(listen)}>
        {t(running ? 'clap.running' : 'clap.start')}
      </button>
      {results && (
        <>
          <ul className="clap-list">
            {results.map((result) => (
              <li key={result.source} className="source-row">
                <strong>{result.source}</strong>
                <span className={result.delayMs === null ? 'quiet' : 'good'}>
                  {result.delayMs === null ? t('clap.unheard') : t('clap.delay', { delay: result.delayMs })}
                </span>
              </li>
            ))}
          </ul>
          <button
            type="button"
            className="button"
            disabled={running || applied || results.every((result) => result.delayMs === null)}
            onClick={() => run(() => apply(results))}
          >
            {t(applied ? 'clap.applied' : 'clap.apply')}
          </button>
        </>
      )}
      {problem !== null && (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
