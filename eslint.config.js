// One set of rules for every page: types are read, hooks and accessibility are checked.
import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '**/wwwroot/',
      '**/bin/',
      '**/obj/',
      // Generated from the hub's OpenAPI document.
      '**/src/api/schema.ts',
      '**/src/api/schema.d.ts',
    ],
  },
  {
    files: ['**/*.{js,mjs}'],
    ...js.configs.recommended,
    languageOptions: {
      // Scripts for work on the pages: they run in Node, and hand functions to a browser.
      globals: Object.fromEntries(
        'Buffer console document fetch innerHeight localStorage process setTimeout URL window'
          .split(' ')
          .map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [
      js.configs.recommended,
      ...tseslint.configs.strictTypeChecked,
      reactHooks.configs.flat['recommended-latest'],
      jsxA11y.flatConfigs.strict,
    ],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Numbers in texts are what texts are for.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => void doIt()` and `onClick={() => doIt()}` say what they mean.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Functions in records are passed on alone; written as properties they are checked as such.
      '@typescript-eslint/method-signature-style': ['error', 'property'],
    },
  },
);
