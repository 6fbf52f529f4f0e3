import address from '../../../../verify/pingyi_verify.py?url&no-inline'

/** Where the stand-alone script of this build is. */
export const SCRIPT = address
