import { problemText, sourceProblemText } from '@tongtang/web';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import { newSource, type Source } from '../box/sources';
import type { RecorderStatus, SourceStatus } from '../box/status';
import { sourceLabel } from '../lesson/sourceLabel';
import { ConfirmedButton } from '../look/ConfirmedButton';
import { Icon } from '../look/icons';
import { useLoaded } from '../box/useLoaded';
import { SourceForm } from './SourceForm';

/** The cameras, screens and microphones of the room. */
export function Sources({ recorder }: { recorder: RecorderStatus }): ReactElement {
  const { t, i18n } = useTranslation();
  const { value: sources, problem, reload } = useLoaded(box.sources);
  /** The index that is being edited; the length of the list for a new one. */
  const [editing, setEditing] = useState<number | null>(null);
  const [refused, setRefused] = useState<unknown>(null);

  async function keep(next: readonly Source[]): Promise<void> {
    await box.keepSources(next);
    setEditing(null);
    setRefused(null);
    reload();
  }

  if (problem !== null) return <p className="form-problem">{problemText(i18n, problem)}</p>;
  if (sources === null) return <p className="quiet">{t('app.loading')}</p>;
  if (editing !== null) {
    const others = sources.filter((_, index) => index !== editing);
    const added = editing === sources.length;
    return (
      <SourceForm
        source={sources[editing] ?? newSource}
        others={others}
        title={t(added ? 'source.newTitle' : 'source.editTitle')}
        onKeep={(source) =>
          keep(added ? [...sources, source] : sources.map((old, i) => (i === editing ? source : old)))
        }
        onCancel={() => setEditing(null)}
      />
    );
  }
  return (
    <section className="source-list" aria-label={t('installer.tabs.sources')}>
      {sources.length === 0 && <p className="empty">{t('source.empty')}</p>}
      <ul>
        {sources.map((source, index) => (
          <li key={source.name} className="source-row">
            <SourceState status={recorder.sources.find((one) => one.name === source.name)} />
            <span className="source-what">
              <strong>{sourceLabel(t, source, sources)}</strong>
              <span className="quiet">
                {t(`source.kinds.${source.kind}`)} · {source.address === '' ? source.name : source.address}
              </span>
            </span>
            <span className="part-actions">
              <button type="button" className="button" onClick={() => setEditing(index)}>
                {t('source.edit')}
              </button>
              <ConfirmedButton
                danger
                text={t('source.remove')}
                warning={t('source.confirmRemove', { name: sourceLabel(t, source, sources) })}
                yes={t('source.confirmRemoveYes')}
                onConfirm={() => void keep(sources.filter((_, other) => other !== index)).catch(setRefused)}
              />
            </span>
          </li>
        ))}
      </ul>
      {refused !== null && (
        <p className="form-problem" role="alert">
          {problemText(i18n, refused)}
        </p>
      )}
      <button type="button" className="button button-strong" onClick={() => setEditing(sources.length)}>
        <Icon name="add" /> {t('source.add')}
      </button>
    </section>
  );
}

/** Its picture and whether it delivers: the installer waits for green. */
function SourceState({ status }: { status: SourceStatus | undefined }): ReactElement {
  const { t, i18n } = useTranslation();
  const { state, picture } = status ?? { state: 'cold', picture: null };
  const problem = sourceProblemText(i18n, status?.problemCode ?? null, status?.problem ?? null);
  return (
    <span className="source-state" data-state={state}>
      {picture === null ? <span className="source-blank" /> : <img src={picture} alt="" />}
      <span className="source-word">
        <Icon name={state === 'lost' ? 'warning' : state === 'cold' ? 'idle' : 'check'} /> {t(`sources.${state}`)}
      </span>
      {problem !== null && <span className="source-problem">{problem}</span>}
    </span>
  );
}
