import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LessonCheck, Light } from '../box/linkedLesson';

const things = ['picture', 'sound', 'line'] as const;

/** Picture, sound and line in green, amber or red; as a shape and a word too, for who does not see the colour. */
export function CheckLights({ check, small = false }: { check: LessonCheck | null; small?: boolean }): ReactElement {
  const { t, i18n } = useTranslation();
  return (
    <span className="lights" data-small={small || undefined}>
      {things.map((thing) => {
        const light = check?.[thing] ?? 'none';
        return (
          <span key={thing} className="light" data-light={light}>
            <Dot light={light} />
            {t(`linked.check.${thing}`)} {!small && t(`linked.light.${light}`)}
            {small && <span className="unseen">{t(`linked.light.${light}`)}</span>}
          </span>
        );
      })}
      {!small && check !== null && check.codes.length > 0 && (
        <span className="lights-codes">
          {check.codes
            .map((code) =>
              i18n.exists(`linked.code.${code}`) ? t(`linked.code.${code}` as 'linked.code.sound_silent') : code,
            )
            .join(' · ')}
        </span>
      )}
    </span>
  );
}

const colours: Record<Light, string> = { none: '#8b98a7', green: '#2fb36a', amber: '#f0b429', red: '#e5484d' };

function Dot({ light }: { light: Light }): ReactElement {
  return (
    <svg className="light-dot" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {light === 'red' && <path d="M2 2h12v12H2z" fill={colours.red} />}
      {light === 'amber' && <path d="M8 1.500 15.500 14.500h-15z" fill={colours.amber} />}
      {(light === 'green' || light === 'none') && <circle cx="8" cy="8" r="6.500" fill={colours[light]} />}
    </svg>
  );
}
