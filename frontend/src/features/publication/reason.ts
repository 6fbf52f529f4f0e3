/** Whether a reason has the five characters that the server asks for. */
export const longEnough = (reason: string) => Array.from(reason.trim()).length >= 5
