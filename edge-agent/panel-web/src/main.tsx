import '@tongtang/web/player.css';
import { RecordingPlayer } from '@tongtang/web/player';
import { sharedWords } from '@tongtang/web';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { createRoot } from 'react-dom/client';
import { StrictMode } from 'react';

const id = location.hash === '#live' ? 'e5'.repeat(16) : 'a1'.repeat(16);
void i18next
  .use(initReactI18next)
  .init({ lng: 'zh-CN', resources: { 'zh-CN': { shared: sharedWords['zh-CN'] }, en: { shared: sharedWords.en } } });
const host = document.getElementById('panel');
const views = ['teacher', 'student', 'screen'].map((name) => ({
  name,
  label: name,
  address: `/media/${id}/${name}/index.m3u8`,
}));
if (host)
  createRoot(host).render(
    <StrictMode>
      <RecordingPlayer views={views} autoPlay marks={[{ atSeconds: 12, label: '重点' }, { atSeconds: 41 }]} />
    </StrictMode>,
  );
