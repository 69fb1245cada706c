import type { FormRule } from 'antd';
import type { Words } from '../../app/useWords';

/** The longest name the hub takes, in characters. */
export const longestName = 80;

export function nameRules(t: Words): FormRule[] {
  return [{ required: true, whitespace: true, message: t('form.required') }];
}
