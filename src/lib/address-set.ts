import { BlockList, isIP } from 'node:net';
import { isLoopbackHost } from './loopback.js';

/** Stands for all addresses of loopback in a set of addresses. */
export const LOOPBACK_MEMBER = 'loopback';

/** True for an address such as `10.0.0.1`, a subnet such as `10.0.0.0/8`, and `loopback`. */
export function isAddressSetMember(text: string): boolean {
  if (text === LOOPBACK_MEMBER) return true;
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%') || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/**
 * Whether an address is one of these members.
 * @param members as in {@link isAddressSetMember}
 */
export function createAddressSet(members: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const member of members) {
    if (member === LOOPBACK_MEMBER) continue;
    const [address = '', bits] = member.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  const hasLoopback = members.includes(LOOPBACK_MEMBER);
  return (address) => {
    const version = isIP(address);
    if (version === 0) return false;
    return (hasLoopback && isLoopbackHost(address)) || list.check(address, version === 4 ? 'ipv4' : 'ipv6');
  };
}
