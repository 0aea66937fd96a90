export const MAX_USER_NAME = 100;

/** Whether a text can be the name of a user: names are shown in logs and lists, in one line. */
export const isUserName = (text: string): boolean =>
  text.length <= MAX_USER_NAME && /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u.test(text) && text.trim() !== '';
