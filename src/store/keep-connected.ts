import { Redis } from 'ioredis';

const pauseMs = 1_000;

/**
 * Begins on a connection to one of the nodes, and again on one to the next whenever it ends. For subscriptions: what is
 * published at one node of a Cluster is heard at all, and a Cluster client that has subscribed opens connections
 * without a pause, and forgets none, for as long as no node answers (ioredis 6.0.0).
 */
export function keepConnected(
  urls: readonly string[],
  {
    begin,
    failed,
  }: {
    readonly begin: (redis: Redis) => Promise<void>;
    readonly failed: (error: unknown) => void;
  },
): { close(): void } {
  let redis: Redis | undefined;
  let timer: NodeJS.Timeout | undefined;
  const connect = (turn: number) => {
    const url = urls[turn % urls.length] ?? '';
    const opened = new Redis(url, { lazyConnect: true, connectTimeout: 5_000, retryStrategy: () => null });
    redis = opened;
    opened.on('error', failed);
    opened.once('end', () => (timer = setTimeout(() => connect(turn + 1), pauseMs)));
    opened
      .connect()
      .then(() => begin(opened))
      .catch((error: unknown) => {
        failed(error);
        opened.disconnect();
      });
  };
  connect(0);
  return {
    close() {
      clearTimeout(timer);
      redis?.removeAllListeners('end');
      redis?.disconnect();
    },
  };
}
