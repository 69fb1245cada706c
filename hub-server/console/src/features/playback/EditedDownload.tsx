import { Checkbox, Radio } from 'antd';
import { useState } from 'react';
import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import type { EditedLayout, Recording } from '../../api/types';
import { NamedSelect } from '../../components/NamedSelect';
import { roleName } from '../../components/roleName';
import { DownloadRow } from './DownloadRow';
import styles from './DownloadDialog.module.css';

const layouts: EditedLayout[] = ['single', 'picture-in-picture', 'side-by-side'];

/** 精品课: one or two views in one picture, with a title before, chapters and even loudness. */
export function EditedDownload({ recording }: { recording: Recording }) {
  const { t, has } = useWords();
  const views = recording.views
    .filter(({ video }) => video !== null)
    .map(({ name, role }) => ({ value: name, label: `${roleName(t, has, role)} ${name}` }));
  const [view, setView] = useState(views[0]?.value ?? '');
  const [layout, setLayout] = useState<EditedLayout>(views.length > 1 ? 'picture-in-picture' : 'single');
  const [wanted, setSecond] = useState(views[1]?.value ?? '');
  const [titleCard, setTitleCard] = useState(true);
  const others = views.filter(({ value }) => value !== view);
  const second = others.some(({ value }) => value === wanted) ? wanted : (others[0]?.value ?? '');
  const body = { view, layout, second: layout === 'single' ? null : second, titleCard };
  return (
    <section className={styles['edited']} aria-label={t('edited.title')}>
      <h3>{t('edited.title')}</h3>
      <p className={styles['text']}>{t('edited.text')}</p>
      <div className={styles['choices']}>
        <NamedSelect<string> label={t('edited.main')} value={view} options={views} onChange={setView} />
        {others.length > 0 && (
          <Radio.Group
            aria-label={t('edited.layout')}
            value={layout}
            onChange={({ target }) => setLayout(target.value as EditedLayout)}
            options={layouts.map((value) => ({ value, label: t(`edited.${value}`) }))}
          />
        )}
        {layout !== 'single' && (
          <NamedSelect<string> label={t('edited.second')} value={second} options={others} onChange={setSecond} />
        )}
        <Checkbox checked={titleCard} onChange={({ target }) => setTitleCard(target.checked)}>
          {t('edited.titleCard')}
        </Checkbox>
      </div>
      <ul>
        <DownloadRow
          key={JSON.stringify(body)}
          name={[recording.id, 'edited', JSON.stringify(body)]}
          begin={() =>
            ask(hub.POST('/api/v1/recordings/{id}/edited-downloads', { params: { path: { id: recording.id } }, body }))
          }
        >
          {t('edited.file')}
        </DownloadRow>
      </ul>
    </section>
  );
}
