import { DownloadOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { exportAddress, type RecordingFilters } from './recordingFilters';

const formats = ['xlsx', 'csv'] as const;

/** The list that is looked at as a file: what is known about each recording, for office programs and other platforms. */
export function ExportMenu({ filters }: { filters: RecordingFilters }) {
  const { t } = useWords();
  const { language } = usePreferences();
  return (
    <Dropdown
      menu={{
        items: formats.map((format) => ({
          key: format,
          label: (
            <a href={exportAddress(filters, format, language === 'en' ? 'en' : 'zh')} download>
              {t(`metadata.${format}`)}
            </a>
          ),
        })),
      }}
    >
      <Button icon={<DownloadOutlined aria-hidden />}>{t('metadata.export')}</Button>
    </Dropdown>
  );
}
