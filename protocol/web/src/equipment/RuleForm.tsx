import { useState, type ReactElement } from 'react';
import { ConditionFields } from './ConditionFields';
import { FormEnd, NamesFields } from './FormParts';
import { Field } from './Field';
import { namesFaults, ruleFaults } from './sceneRules';
import { StepList } from './StepList';
import { lasts } from './steps';
import type { ConfiguredRule, ConfiguredScene, KnownDevice } from './types';
import { useEquipmentWords } from './useEquipmentWords';
import { useKeep } from './useKeep';

interface RuleFormProps {
  title: string;
  rule: ConfiguredRule;
  isNew: boolean;
  others: readonly ConfiguredRule[];
  devices: readonly KnownDevice[];
  scenes: readonly ConfiguredScene[];
  onKeep: (rule: ConfiguredRule) => Promise<unknown>;
  onCancel: () => void;
}

/** A rule: when this holds for so long, that is done or an alarm is raised; with the same as JSON beside it. */
export function RuleForm(props: RuleFormProps): ReactElement {
  const { title, isNew, others, devices, scenes } = props;
  const { t } = useEquipmentWords();
  const [rule, setRule] = useState(props.rule);
  const keeping = useKeep();
  const { tried, keep } = keeping;
  const names = namesFaults(rule, others, 64);
  const faults = ruleFaults(rule, t);
  const change = (part: Partial<ConfiguredRule>): void => setRule((last) => ({ ...last, ...part }));
  const { alarm } = rule;
  const always = rule.from === undefined && rule.to === undefined;
  return (
    <form
      className="form form-columns form-large"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        keep(Object.keys(names).length === 0 && faults.length === 0, () => props.onKeep(rule));
      }}
    >
      <h2>{title}</h2>
      <NamesFields item={rule} isNew={isNew} most={64} faults={tried ? names : {}} onItem={setRule} />
      <label className="check">
        <input
          type="checkbox"
          checked={rule.enabled ?? true}
          onChange={(event) => change({ enabled: event.target.checked })}
        />{' '}
        {t('ruleEnabled')}
      </label>
      <fieldset className="form-wide">
        <legend>{t('when')}</legend>
        <ConditionFields
          when={rule.when}
          devices={devices}
          onWhen={(when) => {
            // A key or a card is a moment: it has no end, and raises no alarm.
            setRule(lasts(when) ? { ...rule, when } : { ...leftOut(rule, 'otherwise', 'alarm'), when });
          }}
        />
      </fieldset>
      <fieldset className="form-wide">
        <legend>{t('then')}</legend>
        <StepList
          steps={rule.then ?? []}
          devices={devices}
          scenes={scenes}
          label={t('then')}
          onSteps={(then) => change({ then })}
        />
        {lasts(rule.when) && (
          <>
            <label className="check">
              <input
                type="checkbox"
                checked={alarm !== undefined}
                onChange={(event) => {
                  setRule(event.target.checked ? { ...rule, alarm: { zh: '', en: '' } } : leftOut(rule, 'alarm'));
                }}
              />{' '}
              {t('alarm')}
            </label>
            {alarm && (
              <div className="form-grid">
                {(['zh', 'en'] as const).map((language) => (
                  <Field key={language} label={t(`alarmText.${language}`)}>
                    {(field) => (
                      <input
                        {...field}
                        value={alarm[language]}
                        maxLength={200}
                        onChange={(event) => change({ alarm: { ...alarm, [language]: event.target.value } })}
                      />
                    )}
                  </Field>
                ))}
              </div>
            )}
          </>
        )}
      </fieldset>
      {lasts(rule.when) && (
        <details className="form-wide" open={(rule.otherwise?.length ?? 0) > 0}>
          <summary>{t('otherwise')}</summary>
          <StepList
            steps={rule.otherwise ?? []}
            devices={devices}
            scenes={scenes}
            label={t('otherwise')}
            onSteps={(otherwise) => change({ otherwise })}
          />
        </details>
      )}
      <details className="form-wide" open={!always}>
        <summary>{t('times')}</summary>
        <label className="check">
          <input
            type="checkbox"
            checked={!always}
            onChange={(event) =>
              setRule(event.target.checked ? { ...rule, from: '07:00', to: '18:00' } : leftOut(rule, 'from', 'to'))
            }
          />{' '}
          {t('onlyAt')}
        </label>
        <div className="form-grid">
          {!always &&
            (['from', 'to'] as const).map((name) => (
              <Field key={name} label={t(name)}>
                {(field) => (
                  <input
                    {...field}
                    type="time"
                    value={rule[name] ?? ''}
                    onChange={(event) => change({ [name]: event.target.value })}
                  />
                )}
              </Field>
            ))}
          <Field label={t('every')} hint={t('everyHint')}>
            {(field) => (
              <input
                {...field}
                type="number"
                min={0.2}
                max={86400}
                step="any"
                value={Number.isNaN(rule.atMostEverySeconds) ? '' : (rule.atMostEverySeconds ?? 1)}
                onChange={(event) => change({ atMostEverySeconds: event.target.valueAsNumber })}
              />
            )}
          </Field>
        </div>
      </details>
      <FormEnd
        {...keeping}
        json={t('ruleJson')}
        item={rule}
        read={ruleOf}
        onItem={setRule}
        faults={faults}
        onCancel={props.onCancel}
      />
    </form>
  );
}

function leftOut(rule: ConfiguredRule, ...names: (keyof ConfiguredRule)[]): ConfiguredRule {
  return Object.fromEntries(Object.entries(rule).filter(([name]) => !names.includes(name))) as ConfiguredRule;
}

function ruleOf(json: unknown): ConfiguredRule | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { id, names, when } = json as Partial<Record<keyof ConfiguredRule, unknown>>;
  return typeof id === 'string' && typeof names === 'object' && typeof when === 'object' && when !== null
    ? (json as ConfiguredRule)
    : undefined;
}
