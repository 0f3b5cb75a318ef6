import { connect, type Socket } from "node:net";

/** Reads of a disk that is served. */
export interface ServedDisk {
	readonly bytes: number;
	/** Exactly so many bytes. Throws Error with the system's number (`errno`) when the server cannot read them. */
	read(at: number, length: number): Promise<Buffer>;
	close(): void;
}

const OPTION_MAGIC = Buffer.from("NBDMAGICIHAVEOPT");
const REQUEST_MAGIC = 0x25609513;
const REPLY_MAGIC = 0x67446698;
const READ = 0;
const DISCONNECT = 2;
/** Fixed newstyle, no padding behind the answer. */
const CLIENT_FLAGS = 3;

/** A client of the NBD protocol that reads (NetworkBlockDevice/nbd, doc/proto.md), over a Unix socket. One read after the other. */
export async function openServed(socketPath: string): Promise<ServedDisk> {
	const socket = connect(socketPath);
	const stream = readExactly(socket);
	const greeting = await stream(18);
	if (!greeting.subarray(0, 16).equals(OPTION_MAGIC)) throw new Error("it does not speak NBD");
	const hello = Buffer.alloc(20);
	hello.writeUInt32BE(CLIENT_FLAGS, 0);
	hello.write("IHAVEOPT", 4, "latin1");
	// The export without a name.
	hello.writeUInt32BE(1, 12);
	hello.writeUInt32BE(0, 16);
	socket.write(hello);
	const told = await stream(10);
	const request = (type: number, at: number, length: number) => {
		const bytes = Buffer.alloc(28);
		bytes.writeUInt32BE(REQUEST_MAGIC, 0);
		bytes.writeUInt16BE(type, 6);
		bytes.writeBigUInt64BE(BigInt(at), 16);
		bytes.writeUInt32BE(length, 24);
		socket.write(bytes);
	};
	return {
		bytes: Number(told.readBigUInt64BE(0)),
		async read(at, length) {
			request(READ, at, length);
			const reply = await stream(16);
			if (reply.readUInt32BE(0) !== REPLY_MAGIC) throw new Error("it answers something else");
			const errno = reply.readUInt32BE(4);
			if (errno !== 0) throw Object.assign(new Error(`error ${errno} at byte ${at}`), { errno });
			return await stream(length);
		},
		close() {
			if (!socket.destroyed) request(DISCONNECT, 0, 0);
			socket.end();
		},
	};
}

/** Reads so many bytes of a socket at each call. */
function readExactly(socket: Socket): (length: number) => Promise<Buffer> {
	let parts: Buffer[] = [];
	let there = 0;
	let wanted:
		| { readonly length: number; readonly done: (bytes: Buffer) => void; readonly failed: (error: Error) => void }
		| undefined;
	let ended: Error | undefined;
	const give = () => {
		if (!wanted || there < wanted.length) return;
		const all = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts, there);
		const { length, done } = wanted;
		parts = there > length ? [all.subarray(length)] : [];
		there -= length;
		wanted = undefined;
		done(all.subarray(0, length));
	};
	const end = (error: Error) => {
		ended ??= error;
		wanted?.failed(ended);
		wanted = undefined;
	};
	socket.on("data", (bytes: Buffer) => {
		parts.push(bytes);
		there += bytes.length;
		give();
	});
	socket.on("error", end);
	socket.on("close", () => end(new Error("the program that reads it has ended")));
	return (length) =>
		new Promise((done, failed) => {
			if (ended && there < length) return failed(ended);
			wanted = { length, done, failed };
			give();
		});
}
