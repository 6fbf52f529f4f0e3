import js from '@eslint/js'
import a11y from 'eslint-plugin-jsx-a11y-x'
import hooks from 'eslint-plugin-react-hooks'
import globals from 'globals'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

// Imports point one way: shared -> features -> routes. The public pages use what is shared, the ballot page only types.
const FOLDERS = ['features', 'routes', 'public', 'ballot']
const ANTD = ['antd', 'antd/*', '@ant-design/*']

/** Forbids imports from the folders of src named, by alias and by relative path, and of the packages named. */
function forbid(folders, packages = []) {
  const direction = {
    regex: `^(@/|(\\.\\./)+)(${folders.join('|')})(/|$)`,
    message: 'Imports point one way: shared -> features -> routes; public and ballot pages stand alone.',
  }
  const used =
    packages.length > 0 ? [{ group: packages, message: 'This package is too large for this page.' }] : []
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [direction, ...used] }] }
}

export default defineConfig(
  { ignores: ['dist', 'test-results', 'playwright-report', 'src/api/schema.gen.ts'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, hooks.configs.flat.recommended, a11y.configs.recommended],
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        project: ['./tsconfig.json', './src/ballot/tsconfig.json', './tsconfig.node.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A frame that scrolls is a group, and the keyboard must reach it.
      'jsx-a11y-x/no-noninteractive-tabindex': ['error', { tags: [], roles: ['tabpanel', 'group'] }],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['scripts/**', '*.js', '*.ts'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
  { files: ['src/**/*.{ts,tsx}'], ignores: ['src/main.tsx'], rules: forbid(FOLDERS) },
  { files: ['src/features/**'], rules: forbid(['routes', 'public', 'ballot']) },
  { files: ['src/routes/**'], rules: forbid(['public', 'ballot']) },
  { files: ['src/public/**'], rules: forbid(['features', 'routes', 'ballot'], ANTD) },
  {
    files: ['src/ballot/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(@/|(\\.\\./)+)(features|routes|public|components|locales|theme|main)(/|$)',
              message: 'The ballot page shares only types and tokens.css with the other pages.',
            },
            {
              regex: '^(@/|(\\.\\./)+)api/',
              allowTypeImports: true,
              message: 'The ballot page shares only types and tokens.css with the other pages.',
            },
            {
              group: [
                'react',
                'react-*',
                'react/*',
                'react-dom/*',
                'antd',
                'antd/*',
                '@ant-design/*',
                '@tanstack/*',
                'i18next',
                'openapi-fetch',
              ],
              message: 'The ballot page is Preact and plain fetch.',
            },
          ],
        },
      ],
    },
  },
)
