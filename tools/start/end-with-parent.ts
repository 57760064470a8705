/** Loaded into every child: a supervisor that dies without a word takes the exchange with it, instead of leaving half of it behind. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
