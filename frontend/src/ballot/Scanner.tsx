import { useEffect, useRef, useState } from 'preact/hooks'
import { codeInText } from './code'
import { useTexts } from './settings'

/** The browser's own reader of bar codes, which the standard library of types does not know. */
interface Detector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector
  getSupportedFormats: () => Promise<string[]>
}

const LOOK_EVERY_MS = 200

const detectorClass = (): DetectorClass | undefined =>
  (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector

/** Whether this browser can read a QR code from its camera. */
export function useCanScan(): boolean {
  const [can, setCan] = useState(false)
  useEffect(() => {
    if (!('mediaDevices' in navigator)) return
    detectorClass()
      ?.getSupportedFormats()
      .then((formats) => setCan(formats.includes('qr_code')))
      .catch(() => setCan(false))
  }, [])
  return can
}

export function Scanner({ onCode, onClose }: { onCode: (code: string) => void; onClose: () => void }) {
  const t = useTexts()
  const videoRef = useRef<HTMLVideoElement>(null)
  const foundRef = useRef(onCode)
  const [state, setState] = useState<'aim' | 'other' | 'failed'>('aim')

  useEffect(() => {
    foundRef.current = onCode
  }, [onCode])

  useEffect(() => {
    const Reader = detectorClass()
    const screen = videoRef.current
    if (!Reader || !screen) return
    const detector = new Reader({ formats: ['qr_code'] })
    let stream: MediaStream | null = null
    let timer = 0
    let closed = false

    async function look(picture: HTMLVideoElement): Promise<void> {
      const marks = await detector.detect(picture).catch(() => [])
      const code = marks.map((mark) => codeInText(mark.rawValue)).find((each) => each !== null)
      if (closed) return
      if (code) {
        foundRef.current(code)
        return
      }
      if (marks.length > 0) setState('other')
      timer = window.setTimeout(() => void look(picture), LOOK_EVERY_MS)
    }

    async function open(picture: HTMLVideoElement): Promise<void> {
      const camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
      stream = camera
      if (closed) {
        stop(camera)
        return
      }
      picture.srcObject = camera
      await picture.play()
      await look(picture)
    }

    open(screen).catch(() => {
      if (!closed) setState('failed')
    })
    return () => {
      closed = true
      clearTimeout(timer)
      if (stream) stop(stream)
    }
  }, [])

  return (
    <div class="scanner">
      {state !== 'failed' && <video ref={videoRef} muted playsInline />}
      <p role="status">{{ aim: t.scanAim, other: t.scanOther, failed: t.scanFailed }[state]}</p>
      <button type="button" class="button" onClick={onClose}>
        {t.scanStop}
      </button>
    </div>
  )
}

function stop(stream: MediaStream): void {
  stream.getTracks().forEach((track) => track.stop())
}
