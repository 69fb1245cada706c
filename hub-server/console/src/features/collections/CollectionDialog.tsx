import { Form, Input, Radio } from 'antd';
import { useNavigate } from 'react-router';
import { useWords } from '../../app/useWords';
import type { Collection, CreateCollection, Scope } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { useSession } from '../accounts/session';
import { RegionSelect } from '../fleet/RegionSelect';
import { SchoolSelect } from '../fleet/SchoolSelect';
import { collectionOf, type CollectionForm } from './collectionForm';
import { useChangeCollection, useCreateCollection } from './queries';

const [longestName, longestDescription] = [80, 500];

const kinds: readonly Scope['kind'][] = ['hub', 'region', 'school'];

/** A new collection: its name, and for whom. */
export function NewCollectionDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const create = useCreateCollection();
  const initial = useInitial();
  return (
    <FormDialog<CollectionForm, CreateCollection>
      title={t('collections.create')}
      initial={initial}
      save={{
        ...create,
        mutate: (body: CreateCollection) =>
          create.mutate(body, { onSuccess: ({ id }) => void navigate(`/collections/${id}`) }),
      }}
      toBody={collectionOf}
      onClose={onClose}
    >
      <CollectionFields />
    </FormDialog>
  );
}

/** Another name, or other words about it. */
export function ChangeCollectionDialog({ collection, onClose }: { collection: Collection; onClose: () => void }) {
  const { t } = useWords();
  const change = useChangeCollection(collection.id);
  return (
    <FormDialog
      title={t('collections.change')}
      initial={{ name: collection.name, description: collection.description }}
      save={{
        ...change,
        mutate: (body: { name: string; description: string }) => change.mutate(body, { onSuccess: onClose }),
      }}
      toBody={({ name, description }) => ({ name: name.trim(), description: description.trim() })}
      onClose={onClose}
    >
      <WordFields />
    </FormDialog>
  );
}

function WordFields() {
  const { t } = useWords();
  return (
    <>
      <Form.Item
        name="name"
        label={t('collections.name')}
        rules={[{ required: true, whitespace: true, message: t('form.required') }]}
      >
        <Input maxLength={longestName} />
      </Form.Item>
      <Form.Item name="description" label={t('collections.description')}>
        <Input.TextArea rows={2} maxLength={longestDescription} />
      </Form.Item>
    </>
  );
}

/** Whoever works at one school need not say which. */
export function useInitial(): CollectionForm {
  const own = useSession().data?.scope;
  const kind = own?.kind ?? 'school';
  return { name: '', kind, ...(kind === 'school' && own?.id ? { school: own.id } : {}) };
}

export function CollectionFields() {
  const { t } = useWords();
  const own = useSession().data?.scope;
  const kind = Form.useWatch<Scope['kind'] | undefined>('kind');
  const offered = kinds.slice(kinds.indexOf(own?.kind ?? 'school'));
  const required = [{ required: true, message: t('form.required') }];
  return (
    <>
      <WordFields />
      <Form.Item name="kind" label={t('collections.place')} hidden={offered.length === 1}>
        <Radio.Group options={offered.map((value) => ({ value, label: t(`scope.${value}`) }))} />
      </Form.Item>
      {kind === 'region' && (
        <Form.Item name="region" label={t('fleet.region')} rules={required}>
          <RegionSelect label={t('fleet.region')} />
        </Form.Item>
      )}
      {kind === 'school' && (
        <Form.Item name="school" label={t('fleet.school')} rules={required}>
          <SchoolSelect label={t('fleet.school')} />
        </Form.Item>
      )}
    </>
  );
}
