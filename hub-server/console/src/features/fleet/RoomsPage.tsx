import { useWords } from '../../app/useWords';
import { PageHeader } from '../../components/PageHeader';
import { RoomList } from './RoomList';

/** Every room of the district, by state: where the home page's counts lead. */
export function RoomsPage() {
  const { t } = useWords();
  return (
    <>
      <PageHeader title={t('fleet.allRoomsTitle')} path={[{ title: t('fleet.title'), to: '/fleet' }]} />
      <RoomList />
    </>
  );
}
