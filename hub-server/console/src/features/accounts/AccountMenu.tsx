import { DesktopOutlined, KeyOutlined, LogoutOutlined, SafetyOutlined, UserOutlined } from '@ant-design/icons';
import { App, Dropdown } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useWords } from '../../app/useWords';
import { useNavigate } from 'react-router';
import type { Session } from '../../api/types';
import { setPreferences, usePreferences, type Look } from '../../app/preferences';
import { useProblemText } from '../../components/useProblemText';
import { ScopeName } from '../fleet/ScopeName';
import { useLogout } from './session';
import styles from './AccountMenu.module.css';

// Fetched when they are first asked for: the frame around every page stays small.
const OwnSessionsDialog = lazy(async () => ({ default: (await import('./OwnSessionsDialog')).OwnSessionsDialog }));
const PasswordDialog = lazy(async () => ({ default: (await import('./PasswordDialog')).PasswordDialog }));
const SecondFactorDialog = lazy(async () => ({ default: (await import('./SecondFactorDialog')).SecondFactorDialog }));

const looks: Look[] = ['system', 'light', 'dark'];

function isLook(key: string): key is Look {
  return looks.some((one) => one === key);
}

/** Who I am, and what I set for myself: language, light or dark, larger text, leaving. */
export function AccountMenu({ session }: { session: Session }) {
  const { t } = useWords();
  const text = useProblemText();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const { language, larger, look } = usePreferences();
  const logout = useLogout();
  const [changing, setChanging] = useState(false);
  const [securing, setSecuring] = useState(false);
  const [listing, setListing] = useState(false);
  const leave = () =>
    logout.mutate(undefined, {
      onSuccess: () => void navigate('/login'),
      onError: (error) => void message.error(text(error)),
    });
  return (
    <div className={styles['place']}>
      <Dropdown
        trigger={['click']}
        placement="topLeft"
        menu={{
          items: [
            {
              key: 'language',
              type: 'group',
              label: t('account.language'),
              children: [
                { key: 'zh-CN', label: <span lang="zh-CN">简体中文</span>, icon: <Mark on={language === 'zh-CN'} /> },
                { key: 'en', label: <span lang="en">English</span>, icon: <Mark on={language === 'en'} /> },
              ],
            },
            { type: 'divider' },
            {
              key: 'look',
              type: 'group',
              label: t('account.look'),
              children: looks.map((one) => ({
                key: one,
                label: t(`account.looks.${one}`),
                icon: <Mark on={look === one} />,
              })),
            },
            { type: 'divider' },
            { key: 'larger', label: t('account.larger'), icon: <Mark on={larger} /> },
            { type: 'divider' },
            { key: 'password', label: t('account.password'), icon: <KeyOutlined aria-hidden /> },
            { key: 'factor', label: t('secondFactor.title'), icon: <SafetyOutlined aria-hidden /> },
            { key: 'sessions', label: t('sessions.title'), icon: <DesktopOutlined aria-hidden /> },
            { key: 'leave', label: t('account.leave'), icon: <LogoutOutlined aria-hidden /> },
          ],
          onClick: ({ key }) => {
            if (key === 'zh-CN' || key === 'en') setPreferences({ language: key });
            if (isLook(key)) setPreferences({ look: key });
            if (key === 'larger') setPreferences({ larger: !larger });
            if (key === 'password') setChanging(true);
            if (key === 'factor') setSecuring(true);
            if (key === 'sessions') setListing(true);
            if (key === 'leave') leave();
          },
        }}
      >
        <button type="button" className={styles['button']} aria-haspopup="menu">
          <span className={styles['face']}>
            <UserOutlined aria-hidden />
          </span>
          <span className={styles['who']}>
            <span className={styles['user']}>{session.user}</span>
            <span className={styles['scope']}>
              <ScopeName scope={session.scope} />
            </span>
          </span>
        </button>
      </Dropdown>
      <Suspense>
        {securing && <SecondFactorDialog onClose={() => setSecuring(false)} />}
        {listing && <OwnSessionsDialog onClose={() => setListing(false)} />}
        {changing && <PasswordDialog onClose={() => setChanging(false)} />}
      </Suspense>
    </div>
  );
}

function Mark({ on }: { on: boolean }) {
  return <span className={styles['mark']}>{on ? '✓' : ''}</span>;
}
