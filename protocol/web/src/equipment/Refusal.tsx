import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, problemText } from '../api/problem';

/** Why it was not taken: a sentence for people, and below it each fault with its place, as the box says it in English. */
export function Refusal({ problem }: { problem: unknown }): ReactElement | null {
  const { i18n } = useTranslation();
  if (problem === null || problem === undefined) return null;
  const details = problem instanceof ApiProblem ? problem.problems : [];
  return (
    <div className="form-problem" role="alert">
      <p>{problemText(i18n, problem)}</p>
      {details.length > 0 && (
        <ul className="refusal" lang="en">
          {details.map((detail) => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
