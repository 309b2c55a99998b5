/** What a worker's isolate holds, as its own V8 says: workerd's resident memory is mostly that of simulators around it. */

/** Of the inspector's protocol (Runtime.getHeapUsage), in bytes. */
interface HeapUsage {
  readonly usedSize: number;
  readonly backingStorageSize: number;
}

/**
 * Objects and array buffers of the user's worker, in bytes; what awaits collection counts.
 * @param inspector address of workerd's inspector, `ws://…/`.
 */
export async function heapBytesOf(inspector: URL): Promise<number> {
  const socket = new WebSocket(new URL('/core:user:', inspector));
  try {
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error(`${inspector}: expected an inspector, got none`));
    });
    const usage = await new Promise<HeapUsage>((resolve) => {
      socket.onmessage = ({ data }) => {
        const { id, result } = JSON.parse(String(data)) as { id?: number; result: HeapUsage };
        if (id === 1) resolve(result);
      };
      socket.send(JSON.stringify({ id: 1, method: 'Runtime.getHeapUsage' }));
    });
    return usage.usedSize + usage.backingStorageSize;
  } finally {
    socket.close();
  }
}
