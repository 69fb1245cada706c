import { problemText } from '@tongtang/web';
import { Field } from '@tongtang/web/equipment';
import { useState, type ChangeEvent, type SyntheticEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import { isReplaced, type BoxStatus } from '../box/status';
import { Icon } from '../look/icons';
import { joinCodeLength, readJoinCode, readJoinFile } from './joinCode';

/** Joins the hub with a typed code or a file, and shows the room turn green. */
export function Enrolment({ status }: { status: BoxStatus }): ReactElement {
  const { t } = useTranslation();
  const [again, setAgain] = useState(false);
  const { hub, room, school } = status;
  const replaced = isReplaced(hub);
  if (hub.state !== 'unenrolled' && !again) {
    const online = hub.state === 'online';
    return (
      <section className={online ? 'joined joined-online' : 'joined'} role="status">
        <span className="joined-icon">
          <Icon name={online ? 'check' : 'offline'} />
        </span>
        <h2>{t(online ? 'enrolment.joined' : replaced ? 'enrolment.replaced' : 'enrolment.joinedOffline')}</h2>
        <p>{t('enrolment.room', { school, room })}</p>
        <button type="button" className="button" onClick={() => setAgain(true)}>
          {t('enrolment.replace')}
        </button>
      </section>
    );
  }
  return <JoinForm onJoined={() => setAgain(false)} />;
}

function JoinForm({ onJoined }: { onJoined: () => void }): ReactElement {
  const { t, i18n } = useTranslation();
  const [code, setCode] = useState('');
  const [hub, setHub] = useState('');
  const [said, setSaid] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [joining, setJoining] = useState(false);
  const [tried, setTried] = useState(false);
  const read = readJoinCode(code);

  const codeFault =
    read.wrong !== null
      ? t('enrolment.codeLetter', { letter: read.wrong })
      : tried && read.count !== joinCodeLength
        ? t('enrolment.codeBad', { count: read.count })
        : null;
  const hubFault = hub !== '' && !hub.startsWith('https://') && tried ? t('enrolment.hubBad') : null;

  function join(event: SyntheticEvent): void {
    event.preventDefault();
    setTried(true);
    setProblem(null);
    if (read.wrong !== null || read.count !== joinCodeLength || (hub !== '' && !hub.startsWith('https://'))) return;
    setJoining(true);
    box
      .enrol(code, hub.trim())
      .then(onJoined, (error: unknown) => setProblem(problemText(i18n, error)))
      .finally(() => setJoining(false));
  }

  async function choose(event: ChangeEvent<HTMLInputElement>): Promise<void> {
    const chosen = event.currentTarget.files?.[0];
    event.currentTarget.value = '';
    if (!chosen) return;
    // A join file has a few hundred bytes.
    const file = chosen.size < 10_000 ? readJoinFile(await chosen.text()) : null;
    setSaid(file ? t('enrolment.fileRead', { room: file.room }) : null);
    setProblem(file ? null : t('enrolment.fileBad'));
    if (!file) return;
    setCode(file.code);
    setHub(file.hub);
  }

  return (
    <form className="form" onSubmit={join} noValidate>
      <p>{t('enrolment.explain')}</p>
      <label className="button file">
        <Icon name="usb" /> {t('enrolment.file')}
        <input type="file" accept="application/json,.json" onChange={(event) => void choose(event)} />
      </label>
      {said !== null && (
        <p className="good" role="status">
          {said}
        </p>
      )}
      <Field label={t('enrolment.code')} hint={t('enrolment.codeHint', { count: read.count })} fault={codeFault}>
        {(props) => (
          <textarea
            {...props}
            rows={3}
            className="code"
            value={code}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={400}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={t('enrolment.hub')} hint={t('enrolment.hubHint')} fault={hubFault}>
        {(props) => (
          <input
            {...props}
            type="url"
            value={hub}
            placeholder="https://hub.example:8701"
            onChange={(event) => setHub(event.currentTarget.value)}
          />
        )}
      </Field>
      {problem !== null && (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="button button-strong" disabled={joining}>
        {t(joining ? 'enrolment.joining' : 'enrolment.join')}
      </button>
    </form>
  );
}
