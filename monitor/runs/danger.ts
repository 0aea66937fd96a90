/** Operations that move the biases, set a slot up or switch it off, or do whatever a script says. */
const DANGEROUS = /(^|_)setup$|biases|^(over)?bias_|^(all_off|run|restart_rssi)$/;

/** Whether an operation must be confirmed before it starts, with its slots named. */
export const isDangerous = (operation: string): boolean => DANGEROUS.test(operation);
