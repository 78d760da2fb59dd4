import js from '@eslint/js'
import a11y from 'eslint-plugin-jsx-a11y'
import hooks from 'eslint-plugin-react-hooks'
import globals from 'globals'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['dist', 'obj'] },
  js.configs.recommended,
  ...ts.configs.strict,
  hooks.configs.flat['recommended-latest'],
  a11y.flatConfigs.recommended,
  {
    languageOptions: { globals: globals.browser },
    rules: {
      'max-lines': ['error', { max: 400 }],
      'jsx-a11y/no-autofocus': 'off',
      // What scrolls has to be reachable by keyboard, whatever element it is; axe asks for it.
      'jsx-a11y/no-noninteractive-tabindex': 'off',
      'jsx-a11y/label-has-associated-control': ['error', { depth: 3 }],
    },
  },
  { files: ['src/**/*Page.tsx'], rules: { 'max-lines': ['error', { max: 200 }] } },
)
