import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form } from 'antd';
import type { Assignment, Role, Scope } from '../../api/types';
import { useWords } from '../../app/useWords';
import { NamedSelect } from '../../components/NamedSelect';
import { RegionSelect } from '../fleet/RegionSelect';
import { SchoolSelect } from '../fleet/SchoolSelect';
import { roles } from './accountFilters';
import styles from './Accounts.module.css';

/** One row of the form: a role, and where it holds. */
export interface RoleRow {
  role?: Role;
  kind: Scope['kind'];
  region?: string;
  school?: string;
}

const kinds: readonly Scope['kind'][] = ['hub', 'region', 'school'];

export function rowOf({ role, place }: Assignment): RoleRow {
  return {
    role,
    kind: place.kind,
    ...(place.kind === 'region' && place.id ? { region: place.id } : {}),
    ...(place.kind === 'school' && place.id ? { school: place.id } : {}),
  };
}

export function assignmentsOf(rows: RoleRow[]): Assignment[] {
  return rows.flatMap(({ role, kind, region, school }) =>
    role === undefined
      ? []
      : [{ role, place: { kind, id: (kind === 'region' ? region : kind === 'school' ? school : undefined) ?? null } }],
  );
}

/** The form's list `roles`: what somebody is, and where. */
export function RoleFields() {
  const { t } = useWords();
  const required = [{ required: true, message: t('form.required') }];
  return (
    <Form.List name="roles">
      {(fields, { add, remove }) => (
        <fieldset className={styles['roles']}>
          <legend>{t('accounts.roles')}</legend>
          {fields.map(({ key, name }) => (
            <div key={key} className={styles['role']}>
              <Form.Item name={[name, 'role']} rules={required} className={styles['field'] ?? ''}>
                <NamedSelect<Role>
                  label={t('accounts.role')}
                  placeholder={t('accounts.role')}
                  options={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
                />
              </Form.Item>
              <Form.Item name={[name, 'kind']} className={styles['field'] ?? ''}>
                <NamedSelect
                  label={t('accounts.place')}
                  options={kinds.map((value) => ({ value, label: t(`scope.${value}`) }))}
                />
              </Form.Item>
              <Place name={name} />
              <Button
                type="text"
                icon={<DeleteOutlined aria-hidden />}
                aria-label={t('accounts.removeRole')}
                disabled={fields.length === 1}
                onClick={() => remove(name)}
              />
            </div>
          ))}
          <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({ kind: 'school' })}>
            {t('accounts.addRole')}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}

/** Which region or school, where it is one. */
function Place({ name }: { name: number }) {
  const { t } = useWords();
  const kind = Form.useWatch<Scope['kind']>(['roles', name, 'kind']);
  const required = [{ required: true, message: t('form.required') }];
  if (kind === 'region')
    return (
      <Form.Item name={[name, 'region']} rules={required} className={styles['field'] ?? ''}>
        <RegionSelect label={t('fleet.region')} placeholder={t('fleet.region')} />
      </Form.Item>
    );
  if (kind === 'school')
    return (
      <Form.Item name={[name, 'school']} rules={required} className={styles['field'] ?? ''}>
        <SchoolSelect label={t('fleet.school')} placeholder={t('fleet.school')} />
      </Form.Item>
    );
  return null;
}
