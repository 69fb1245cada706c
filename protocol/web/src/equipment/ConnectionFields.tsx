import type { ReactElement } from 'react';
import { Field } from './Field';
import { memberOf, membersOf, rates, type Faults } from './rules';
import type { Connection, DeviceValue } from './types';
import { useEquipmentWords } from './useEquipmentWords';
import { ValueInput } from './ValueInput';

interface ConnectionFieldsProps {
  connection: Connection;
  /** Serial ports of the box to choose from; a page away from the box knows none. */
  ports: readonly { path: string; name: string }[];
  faults: Faults;
  onMember: (member: string, value: DeviceValue) => void;
}

/** What a line leaves the factory with is seldom changed. */
const seldom = ['dataBits', 'parity', 'stopBits', 'rs485', 'echo', 'localPort', 'tls'];

/** How the device is reached. */
export function ConnectionFields({ connection, ports, faults, onMember }: ConnectionFieldsProps): ReactElement {
  const { t, fault } = useEquipmentWords();
  const kind = String(connection['kind']);
  const members = membersOf(kind);
  const often = members.filter((member) => !seldom.includes(member));
  const others = members.filter((member) => seldom.includes(member));
  const draw = (member: string): ReactElement => (
    <Member
      key={member}
      kind={kind}
      member={member}
      value={memberOf(connection, member)}
      ports={ports}
      fault={fault(faults[`connection.${member}`])}
      onValue={(value) => onMember(member, value)}
    />
  );
  return (
    <>
      {often.map((member) =>
        member === 'path' ? (
          // A port's name that stays the same is a long one.
          <div key={member} className="form-wide">
            {draw(member)}
          </div>
        ) : (
          draw(member)
        ),
      )}
      {others.length > 0 && (
        <details className="form-wide">
          <summary>{t('lineMore')}</summary>
          <div className="form-grid">{others.map(draw)}</div>
        </details>
      )}
    </>
  );
}

interface MemberProps {
  kind: string;
  member: string;
  value: DeviceValue;
  ports: ConnectionFieldsProps['ports'];
  fault: string | null;
  onValue: (value: DeviceValue) => void;
}

function Member({ kind, member, value, ports, fault, onValue }: MemberProps): ReactElement {
  const { t } = useEquipmentWords();
  const label = t(`member.${member === 'path' ? `path-${kind}` : member}`);
  if (typeof value === 'boolean')
    return (
      <label className="check">
        <ValueInput spec={{ kind: 'flag', options: [] }} value={value} onValue={onValue} /> {label}
      </label>
    );
  const numbers = { baud: rates, dataBits: [5, 6, 7, 8], stopBits: [1, 2] }[member];
  if (numbers)
    return (
      <Field label={label} fault={fault}>
        {(field) => (
          <select {...field} value={value} onChange={(event) => onValue(Number(event.target.value))}>
            {numbers.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
      </Field>
    );
  if (member === 'parity')
    return (
      <Field label={label} fault={fault}>
        {(field) => (
          <select {...field} value={value} onChange={(event) => onValue(event.target.value)}>
            {['none', 'odd', 'even'].map((one) => (
              <option key={one} value={one}>
                {t(`parity.${one}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
    );
  const suggested = kind === 'serial' && member === 'path' ? ports : [];
  return (
    <Field label={label} hint={t(`hint.${member === 'path' ? `path-${kind}` : member}`)} fault={fault}>
      {(field) => (
        <>
          {typeof value === 'number' || member === 'port' ? (
            <ValueInput {...field} spec={{ kind: 'integer', options: [] }} value={value} onValue={onValue} />
          ) : (
            <input
              {...field}
              value={value}
              list={suggested.length > 0 ? `${field.id}-ports` : undefined}
              maxLength={253}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => onValue(event.target.value)}
            />
          )}
          {suggested.length > 0 && (
            <datalist id={`${field.id}-ports`}>
              {suggested.map((port) => (
                <option key={port.path} value={port.path}>
                  {port.name}
                </option>
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}
