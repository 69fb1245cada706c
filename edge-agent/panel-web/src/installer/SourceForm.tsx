import { ApiProblem, problemText } from '@tongtang/web';
import { Field } from '@tongtang/web/equipment';
import { useState, type SyntheticEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import { sourceKinds, sourceRoles, type Probe, type Source } from '../box/sources';
import { faultsOf } from './sourceRules';

interface SourceFormProps {
  source: Source;
  others: readonly Source[];
  title: string;
  onKeep: (source: Source) => Promise<void>;
  onCancel: () => void;
}

/** One source: written, tried, kept. */
export function SourceForm(props: SourceFormProps): ReactElement {
  const { t, i18n } = useTranslation();
  const [source, setSource] = useState(props.source);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState<'probe' | 'keep' | null>(null);
  const [probe, setProbe] = useState<Probe | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const faults = faultsOf(source, props.others);
  const fault = (field: keyof typeof faults): string | null => {
    const found = faults[field];
    return tried && found !== undefined ? t(`source.${found}`) : null;
  };
  const change = (part: Partial<Source>): void => {
    setSource((last) => ({ ...last, ...part }));
    setProbe(null);
  };

  /** Does something with a source that has no faults. */
  function withGood(what: 'probe' | 'keep', work: () => Promise<void>): void {
    setTried(true);
    setProblem(null);
    setProbe(null);
    if (Object.keys(faults).length > 0) return;
    setBusy(what);
    work()
      .catch(setProblem)
      .finally(() => setBusy(null));
  }

  function keep(event: SyntheticEvent): void {
    event.preventDefault();
    withGood('keep', () => props.onKeep(source));
  }

  return (
    <form className="form form-columns" onSubmit={keep} noValidate>
      <h2>{props.title}</h2>
      <Field label={t('source.kind')}>
        {(field) => (
          <select
            {...field}
            value={source.kind}
            onChange={(event) =>
              change({ kind: sourceKinds.find((kind) => kind === event.currentTarget.value) ?? 'rtsp' })
            }
          >
            {sourceKinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`source.kinds.${kind}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t('source.role')}>
        {(field) => (
          <select
            {...field}
            value={source.role}
            onChange={(event) =>
              change({ role: sourceRoles.find((role) => role === event.currentTarget.value) ?? 'teacher' })
            }
          >
            {sourceRoles.map((role) => (
              <option key={role} value={role}>
                {t(`role.${role}`, { ns: 'shared' })}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t('source.name')} hint={t('source.nameHint')} fault={fault('name')}>
        {(field) => (
          <input
            {...field}
            value={source.name}
            maxLength={32}
            spellCheck={false}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label={t('source.delay')} hint={t('source.delayHint')} fault={fault('delayMs')}>
        {(field) => (
          <input
            {...field}
            type="number"
            min={-5000}
            max={5000}
            value={Number.isNaN(source.delayMs) ? '' : source.delayMs}
            onChange={(event) => change({ delayMs: event.currentTarget.valueAsNumber })}
          />
        )}
      </Field>
      <div className="form-wide">
        <Field label={t('source.address')} hint={t(`source.addressHint.${source.kind}`)} fault={fault('address')}>
          {(field) => (
            <input
              {...field}
              value={source.address}
              maxLength={1000}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => change({ address: event.currentTarget.value })}
            />
          )}
        </Field>
      </div>
      {source.kind !== 'microphone' && props.others.length > 0 && (
        <Field label={t('source.audioFrom')}>
          {(field) => (
            <select
              {...field}
              value={source.audioFrom}
              onChange={(event) => change({ audioFrom: event.currentTarget.value })}
            >
              <option value="">{t('source.audioOwn')}</option>
              {props.others.map((other) => (
                <option key={other.name} value={other.name}>
                  {other.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <label className="check form-wide">
        <input
          type="checkbox"
          checked={source.warm}
          onChange={(event) => change({ warm: event.currentTarget.checked })}
        />{' '}
        {t('source.warm')}
      </label>
      <div className="form-wide" role="status">
        {probe && <ProbeFound probe={probe} />}
      </div>
      {problem !== null && (
        <p className="form-problem form-wide" role="alert">
          {problemText(i18n, problem)}
          {/* Which and why, as an installer needs it; the box says it in English. */}
          {problem instanceof ApiProblem && (
            <span className="detail-line" lang="en">
              {problem.message}
            </span>
          )}
        </p>
      )}
      <div className="part-actions form-wide">
        <button type="submit" className="button button-strong" disabled={busy !== null}>
          {t('app.save')}
        </button>
        <button
          type="button"
          className="button"
          disabled={busy !== null}
          onClick={() => withGood('probe', async () => setProbe(await box.probe(source)))}
        >
          {t(busy === 'probe' ? 'source.probing' : 'source.probe')}
        </button>
        <button type="button" className="button" onClick={props.onCancel}>
          {t('app.cancel')}
        </button>
      </div>
    </form>
  );
}

function ProbeFound({ probe }: { probe: Probe }): ReactElement {
  const { t } = useTranslation();
  const { videoCodec, width, height, audioCodec } = probe;
  if (videoCodec === '' && audioCodec === '') return <p className="good">{t('source.probeFine')}</p>;
  return (
    <p className="good">
      {videoCodec !== '' && t('source.probeVideo', { width, height, codec: videoCodec })}{' '}
      {audioCodec === '' ? t('source.probeNoAudio') : t('source.probeAudio', { codec: audioCodec })}
    </p>
  );
}
