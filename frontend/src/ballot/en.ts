import type { Texts } from './zh'

const units = (count: number) => (count === 1 ? '1 unit' : `${count} units`)

export const en: Texts = {
  title: 'Public evaluation',
  otherLanguage: '中文',
  elder: 'Large type',
  standard: 'Standard',
  demo: 'Demo data',
  opening: 'Opening the ballot…',

  entryTitle: 'Enter your ballot code',
  entryLabel: 'Ballot code',
  entryHelp:
    'It is printed on the slip you were given: 16 characters in groups of four. Case and spaces do not matter.',
  entryGo: 'Begin',
  entryBusy: 'Checking…',
  scan: 'Scan with the camera',
  scanStop: 'Close the camera',
  scanAim: 'Hold the QR code in the middle of the picture',
  scanOther: 'There is no ballot code in this QR code',
  scanFailed: 'The camera could not be opened. Allow it for this page, or type the code.',
  codeForeign: (character) => `A ballot code never contains “${character}”. Please compare it with the slip.`,
  codeShort: (missing) => `${missing} more to go.`,
  codeLong: (extra) => `${extra} too many.`,
  codeMistyped: 'One character seems to be wrong. Please compare it with the slip.',
  codeFits: 'All 16 characters are there.',
  codeUnknown:
    'This ballot code was not found. Please compare it with the slip, or ask the office that handed it out.',

  wait: (duration) => `The server is busy. Please try again in ${duration}.`,
  duration: (seconds) => (seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`),
  failed: 'Something went wrong on the server. Please try again later.',
  trace: (id) => `Error number: ${id}`,
  silent: 'No answer came. Please check the connection and try again.',

  introUnits: (count) => `Please rate the work of ${units(count)}.`,
  introHow:
    'Choose what you really think. If you do not know a unit, say so; leave blank what you do not want to rate.',
  introHowPlain: 'Choose what you really think; leave blank what you do not want to rate.',
  introStratum: 'Your code belongs to',
  introContact: 'Contact',
  introStart: 'Start',
  introResume: 'Continue',
  privacyTitle: 'How you are protected',
  privacy: [
    'No login. Your name, phone number, IP address and the time of submission are not stored.',
    'Codes and answers are kept apart. Answers are filed in shuffled groups, and all of them are shuffled again when the evaluation ends, so that administrators cannot match the two in normal use.',
    'Nobody can read a single ballot; groups of very few people get no figures of their own.',
    'Until you submit, your answers are only in this tab; they are deleted once they have been received.',
  ],
  privacyNotTitle: 'What cannot be promised',
  privacyNot: [
    'Protection from somebody who watches the server or the network while you submit, or before the shuffle.',
    'Protection from the records of an office network or a provider. You may use mobile data instead.',
    'Protection if your comments say who you are.',
  ],

  position: (at, all) => `${at} of ${all}: `,
  duties: 'In charge of: ',
  notCounted: 'not counted in the rate',
  list: 'All units',
  previous: 'Back',
  next: 'Next',
  toReview: 'Review and submit',
  skipHint: 'You may skip. Answers stay on this page, even offline or after a reload.',
  skipHintElder: 'To skip, just tap Next.',
  skipHintUnkept: 'You may skip. This browser keeps nothing: do not reload or close this page.',
  allUnknown: (criteria, label) => `I do not know this unit: “${label}” for all ${criteria}`,
  clear: 'Clear the answers for this unit',
  comment: 'Add a comment',
  commentShort: 'Comment',
  commentWritten: 'Commented',
  commentOptional: 'optional',
  commentFor: (unit) => `Your comment on ${unit}`,
  commentWarning:
    'Comments are kept apart from the answers. After the close the office checks them and covers personal data; after publication the unit reads them. Leave out names, phone numbers, case numbers or anything else that tells who you are; what you describe, and how, may give you away too.',
  commentLeft: (left) => `${left} characters left`,

  gridHead: 'Unit',
  gridProgress: (count) => ` / ${units(count)}`,
  gridCounts: (answered, partial, skipped) =>
    `${answered} complete${partial > 0 ? `, ${partial} in part` : ''}, ${skipped} blank.`,
  gridKeys: 'Keyboard: Tab moves on, ← → or a digit chooses, ↑ ↓ changes the unit, Delete clears.',

  listBack: 'Back to the ballot',
  state: { answered: 'Rated', partial: 'In part', skipped: 'Blank' },
  partialOf: (given, all) => `${given} of ${all}`,
  noSequence: 'All units',

  reviewTitle: 'Review and submit',
  reviewAnswered: 'Complete',
  reviewPartial: 'In part',
  reviewSkipped: 'Blank',
  reviewComments: 'Comments',
  unitsUnit: '',
  commentsUnit: '',
  reviewSkippedTitle: 'Units left blank',
  reviewPartialTitle: 'Units rated in part',
  reviewMend: 'You may leave them so. To fill one in, tap its name.',
  mend: 'Rate',
  reviewAll: 'See all answers',
  reviewNothing: 'No unit has been rated yet, so there is nothing to submit.',
  reviewBack: 'Change',
  submit: 'Submit',
  final: 'This is final: you cannot change or see your answers afterwards, and the code is used up.',
  rejected: 'It was not accepted, and your code is still good. Please correct it and submit again.',

  sending: 'Submitting…',
  notYet: 'Not confirmed yet',
  sendingWait: 'Please keep this page open.',
  setBackSilent: 'No answer came. Your answers are still here; please try again.',
  setBackFailed: 'Something went wrong on the server. Your answers are still here; please try again.',
  setBackWait: (duration) =>
    `The server is busy. Your answers are still here and will be sent again in about ${duration}.`,
  setBackSame:
    'This page tries again by itself. However often it is sent, it counts once. Please keep this page open.',
  retry: 'Try again now',

  thanksTitle: 'Thank you',
  thanks: 'Your answers have been received and the code is used up. You can close this page.',

  refusedTitle: {
    used: 'This ballot code has been used',
    not_open: 'Not open now',
    unknown: 'This ballot code was not found',
  },
  refusedText: {
    used: 'Each code works once. If you have just submitted, your answers were received. If it was not you, please tell the office that handed out the code.',
    not_open: 'This round has not opened yet, or has closed.',
    unknown: 'It may have been cancelled. Please ask the office that handed it out.',
  },
  otherCode: 'Use another code',
}
