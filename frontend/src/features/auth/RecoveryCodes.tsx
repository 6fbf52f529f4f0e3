import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { save } from '@/api/transfer'
import { useCopy } from '@/components/useCopy'
import './security.css'

/** The recovery codes, shown this once: to be copied, kept as a file or printed. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation(['auth', 'common'])
  const { copied, copy } = useCopy()
  const text = codes.join('\n')
  return (
    <div className="py-stack py-printed">
      <h3>{t('factor.codesTitle')}</h3>
      <p className="py-sentence">{t('factor.codesHint')}</p>
      <ul className="py-recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="py-actions py-unprinted">
        <Button onClick={() => copy(text)}>
          {t(copied === 'yes' ? 'common:action.copied' : 'common:action.copy')}
        </Button>
        <Button onClick={() => save(new Blob([text + '\n'], { type: 'text/plain' }), t('factor.codesFile'))}>
          {t('factor.codesSave')}
        </Button>
        <Button onClick={() => window.print()}>{t('factor.codesPrint')}</Button>
      </div>
      <p role="status" className="py-unprinted">
        {copied === 'refused' && t('factor.codesByHand')}
      </p>
      <div className="py-actions py-unprinted">
        <Button type="primary" onClick={onDone}>
          {t('factor.codesDone')}
        </Button>
      </div>
    </div>
  )
}
