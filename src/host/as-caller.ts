/**
 * Does something as the caller of a build sees the host, where root does it for him: what he may not read is not read. It has to be
 * done at once, and nothing else of this process may be under way. Throws what `look` throws.
 */
export function asCaller<T>({ uid, gid }: { readonly uid: number; readonly gid: number }, look: () => T): T {
	const { geteuid, getegid, getgroups, setegid, seteuid, setgroups } = process;
	if (uid === 0 || geteuid?.() !== 0 || !getgroups || !setegid || !seteuid || !setgroups) return look();
	const [groups, group] = [getgroups(), getegid?.() ?? 0];
	setgroups([gid]);
	setegid(gid);
	seteuid(uid);
	try {
		return look();
	} finally {
		seteuid(0);
		setegid(group);
		setgroups(groups);
	}
}
