import js from '@eslint/js'
import a11y from 'eslint-plugin-jsx-a11y-x'
import hooks from 'eslint-plugin-react-hooks'
import globals from 'globals'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

// Imports point one way: shared -> features -> routes. The ballot page takes only types from the others, the complaint
// and results pages beside that parts of the ballot page and the arithmetic of axes.
const OTHERS = ['features', 'routes', 'components', 'locales', 'theme', 'main']
const alone = (folder) => (folder === 'components' ? 'components(?!/chart/scale$)' : folder)
const FOLDERS = ['features', 'routes', 'ballot', 'public']

/** Forbids React and what belongs to it, and everything of `src` but types and the folders left out of `others`. */
function plain(name, others) {
  const message = `${name} share only types and tokens.css with the other pages.`
  return {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          { regex: `^(@/|(\\.\\./)+)(${others.join('|')})(/|$)`, message },
          { regex: '^(@/|(\\.\\./)+)api/', allowTypeImports: true, message },
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
            message: `${name} are Preact and plain fetch.`,
          },
        ],
      },
    ],
  }
}

/** Forbids imports from the folders of src named, by alias and by relative path. */
function forbid(folders) {
  const direction = {
    regex: `^(@/|(\\.\\./)+)(${folders.join('|')})(/|$)`,
    message: 'Imports point one way: shared -> features -> routes; the ballot page stands alone.',
  }
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [direction] }] }
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
        project: [
          './tsconfig.json',
          './src/ballot/tsconfig.json',
          './src/public/tsconfig.json',
          './tsconfig.node.json',
        ],
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
    files: ['scripts/**', 'e2e/**/*.mjs', '*.js', '*.ts'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
  { files: ['src/**/*.{ts,tsx}'], ignores: ['src/main.tsx'], rules: forbid(FOLDERS) },
  { files: ['src/features/**'], rules: forbid(['routes', 'ballot', 'public']) },
  { files: ['src/routes/**'], rules: forbid(['ballot', 'public']) },
  { files: ['src/ballot/**'], rules: plain('The ballot pages', [...OTHERS, 'public']) },
  { files: ['src/public/**'], rules: plain('The public pages', OTHERS.map(alone)) },
)
